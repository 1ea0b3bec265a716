// Uids: names for sources, sinks and stateful nodes that stay the same when the job changes
// elsewhere: made of what the node does, down to the tables it reads, and of no alias.
#include <fmt/format.h>
#include <map>
#include <set>

#include "engine/planner/bottom_up.h"
#include "engine/planner/physical_planner.h"

namespace streamsql {
namespace {

using physical::Node;
using physical::NodePtr;

std::vector<std::string> column_texts(const Node& node);

std::vector<std::string> texts_at(const std::vector<std::string>& texts,
                                  const std::vector<int>& columns) {
  std::vector<std::string> out;
  for (const int column : columns) out.push_back(texts[static_cast<std::size_t>(column)]);
  return out;
}

std::vector<std::string> call_texts(const std::vector<AggregateCall>& calls,
                                    const std::vector<std::string>& input) {
  std::vector<std::string> out;
  for (const auto& call : calls) out.push_back(to_string(call, input));
  return out;
}

// What each column of a node is, in terms of the tables' columns.
struct ColumnTexts {
  const Node& self;

  using Texts = std::vector<std::string>;

  Texts operator()(const physical::Calc& calc) const {
    const auto input = column_texts(*calc.input);
    if (!calc.projects) return input;
    Texts out;
    for (const auto& projection : calc.projections) out.push_back(to_string(*projection, input));
    return out;
  }
  Texts operator()(const physical::GroupAggregate& node) const {
    return aggregated(node.keys, node.calls, *node.input);
  }
  Texts operator()(const physical::WindowAggregate& node) const {
    return aggregated(node.keys, node.calls, *node.input);
  }
  Texts operator()(const physical::LookupJoin& node) const {
    return then_own(column_texts(*node.input), node.table + ".");
  }
  Texts operator()(const physical::Correlate& node) const {
    return then_own(column_texts(*node.input), "");
  }
  Texts operator()(const physical::WindowTableFunction& node) const {
    return then_own(column_texts(*node.input), "");
  }
  Texts operator()(const physical::Union& node) const { return column_texts(*node.inputs.front()); }
  Texts operator()(const physical::TableSourceScan&) const { return self.schema->names(); }
  Texts operator()(const physical::Values&) const { return self.schema->names(); }
  Texts operator()(const physical::Expand&) const { return self.schema->names(); }
  Texts operator()(const auto& one_input) const { return column_texts(*one_input.input); }

  Texts aggregated(const std::vector<int>& keys, const std::vector<AggregateCall>& calls,
                   const Node& input) const {
    const auto below = column_texts(input);
    auto out = texts_at(below, keys);
    const auto results = call_texts(calls, below);
    out.insert(out.end(), results.begin(), results.end());
    return then_own(std::move(out), "");
  }

  // The columns that the node adds itself, by their names.
  Texts then_own(Texts texts, const std::string& prefix) const {
    for (auto i = texts.size(); i < self.schema->fields.size(); ++i) {
      texts.push_back(prefix + self.schema->fields[i].name);
    }
    return texts;
  }
};

std::vector<std::string> column_texts(const Node& node) {
  return std::visit(ColumnTexts{node}, node.node);
}

void add_tables(const Node& node, std::set<std::string>& tables) {
  if (const auto* scan = std::get_if<physical::TableSourceScan>(&node.node)) {
    tables.insert(scan->table);
  }
  for (const auto& input : physical::inputs_of(node)) add_tables(*input, tables);
}

std::string from_tables(const Node& node) {
  std::set<std::string> tables;
  add_tables(node, tables);
  return fmt::format("{}", fmt::join(tables, ", "));
}

std::string keys_text(const std::vector<int>& keys, const Node& input) {
  return fmt::format("{}", fmt::join(texts_at(column_texts(input), keys), ", "));
}

// "" for nodes that need none.
struct UidText {
  const Node& self;

  std::string operator()(const physical::TableSourceScan& node) const {
    return fmt::format("Source({})", node.table);
  }
  std::string operator()(const physical::Sink& node) const {
    return fmt::format("Sink({})", node.table);
  }
  std::string operator()(const physical::GroupAggregate& node) const {
    return fmt::format("GroupAggregate(by=[{}], calls=[{}], from=[{}])",
                       keys_text(node.keys, *node.input), calls_text(node.calls, *node.input),
                       from_tables(self));
  }
  std::string operator()(const physical::WindowAggregate& node) const {
    return fmt::format("WindowAggregate(by=[{}], calls=[{}], window=[{}], from=[{}])",
                       keys_text(node.keys, *node.input), calls_text(node.calls, *node.input),
                       to_string(node.window, time_text(node)), from_tables(self));
  }
  std::string operator()(const physical::Deduplicate& node) const {
    const auto time = texts_at(column_texts(*node.input), {node.time_column}).front();
    return fmt::format("Deduplicate(by=[{}], keep=[{}], order=[{}], from=[{}])",
                       keys_text(node.keys, *node.input), node.keep_last ? "last" : "first", time,
                       from_tables(self));
  }
  std::string operator()(const physical::Limit& node) const {
    return fmt::format("Limit(offset=[{}], fetch=[{}], from=[{}])", node.offset, node.fetch,
                       from_tables(self));
  }
  std::string operator()(const physical::ChangelogNormalize& node) const {
    return fmt::format("ChangelogNormalize(by=[{}], from=[{}])", keys_text(node.keys, *node.input),
                       from_tables(self));
  }
  std::string operator()(const auto&) const { return ""; }

  static std::string calls_text(const std::vector<AggregateCall>& calls, const Node& input) {
    return fmt::format("{}", fmt::join(call_texts(calls, column_texts(input)), ", "));
  }
  static std::string time_text(const physical::WindowAggregate& node) {
    const auto& source = node.source;
    const auto column = source.time_column ? *source.time_column : *source.start_column;
    return texts_at(column_texts(*node.input), {column}).front();
  }
};

}  // namespace

physical::Plan assign_uids(const physical::Plan& plan) {
  std::map<std::string, int> counts;
  BottomUp<Node> named([&counts](const NodePtr& node) -> NodePtr {
    auto copy = *node;
    copy.uid = std::visit(UidText{*node}, node->node);
    if (!copy.uid.empty()) {
      const int count = ++counts[copy.uid];
      if (count > 1) copy.uid += fmt::format("#{}", count);
    }
    return std::make_shared<const Node>(std::move(copy));
  });
  return {named.run(plan.roots)};
}

}  // namespace streamsql
