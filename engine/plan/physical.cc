#include "engine/plan/physical.h"

#include <fmt/format.h>

#include "engine/batch/row_text.h"
#include "engine/expression/calcite_text.h"

namespace streamsql::physical {
namespace {

std::vector<NodePtr> inputs(const TableSourceScan&) { return {}; }
std::vector<NodePtr> inputs(const Values&) { return {}; }
std::vector<NodePtr> inputs(const Union& node) { return node.inputs; }
template <typename OneInput>
std::vector<NodePtr> inputs(const OneInput& node) {
  return {node.input};
}

void set_inputs(TableSourceScan&, std::vector<NodePtr>) {}
void set_inputs(Values&, std::vector<NodePtr>) {}
void set_inputs(Union& node, std::vector<NodePtr> inputs) { node.inputs = std::move(inputs); }
template <typename OneInput>
void set_inputs(OneInput& node, std::vector<NodePtr> inputs) {
  node.input = inputs.front();
}

std::string joined(const std::vector<std::string>& texts) {
  return fmt::format("{}", fmt::join(texts, ", "));
}

// "c, d, t" of "c.d.t".
std::string path_text(const std::string& name) {
  std::string out;
  for (const char c : name) {
    out += c;
    if (c == '.') {
      out.back() = ',';
      out += ' ';
    }
  }
  return out;
}

// How expressions are written.
using Write = std::string (*)(const Expression&, std::span<const std::string>);
constexpr Write kInfix = to_infix_text, kPrefix = to_calcite_text;

std::string conjunction(const std::vector<ExpressionPtr>& conjuncts,
                        const std::vector<std::string>& names, Write write) {
  const bool infix = write == kInfix;
  std::string out;
  for (const auto& conjunct : conjuncts) {
    if (!out.empty()) out += infix ? " AND " : ", ";
    out += write(*conjunct, names);
  }
  if (conjuncts.size() < 2) return out;
  return (infix ? "(" : "AND(") + out + ")";
}

// "a, b + 1 AS c": a column keeps its name without AS.
std::string selection(const std::vector<ExpressionPtr>& expressions, const Schema& schema,
                      const std::vector<std::string>& names, Write write) {
  std::string out;
  for (std::size_t i = 0; i < expressions.size(); ++i) {
    const auto text = write(*expressions[i], names);
    const auto& name = schema.fields[i].name;
    if (i > 0) out += ", ";
    out += text == name ? text : text + " AS " + name;
  }
  return out;
}

std::string column_name(const Schema& schema, int column) {
  return schema.fields[static_cast<std::size_t>(column)].name;
}

std::string_view distribution_name(Distribution distribution) {
  switch (distribution) {
    case Distribution::Forward: return "forward";
    case Distribution::Hash: return "hash";
    case Distribution::Rebalance: return "rebalance";
    case Distribution::Single: return "single";
  }
  return "";
}

std::vector<std::string> column_names(const Schema& schema, const std::vector<int>& columns) {
  std::vector<std::string> names;
  for (const int column : columns) names.push_back(column_name(schema, column));
  return names;
}

// "a, COUNT(*) AS c": keys, then calls, named by the node's columns.
std::string aggregation(const std::vector<int>& keys, std::vector<AggregateCall> calls,
                        const Node& self, const Node& input) {
  const auto names = input.schema->names();
  auto parts = column_names(*input.schema, keys);
  for (std::size_t i = 0; i < calls.size(); ++i) {
    if (!input.changelog.is_insert_only()) calls[i].name += "_RETRACT";
    const auto& name = self.schema->fields[keys.size() + i].name;
    parts.push_back(fmt::format("{} AS {}", to_string(calls[i], names), name));
  }
  return joined(parts);
}

std::string_view property_name(WindowProperty property) {
  switch (property) {
    case WindowProperty::Start: return "start";
    case WindowProperty::End: return "end";
    case WindowProperty::Rowtime: return "rowtime";
    case WindowProperty::Proctime: return "proctime";
  }
  return "";
}

std::string group_by(const std::vector<int>& keys, const Schema& input) {
  return keys.empty() ? "" : fmt::format("groupBy=[{}], ", joined(column_names(input, keys)));
}

// The names of a lookup join's input followed by those of the row found.
std::vector<std::string> names_of_both(const LookupJoin& join) {
  auto names = join.input->schema->names();
  const auto found = join.found->names();
  names.insert(names.end(), found.begin(), found.end());
  return names;
}

constexpr std::size_t kShownTuples = 100;

struct Describe {
  const Node& self;
  Write write;

  std::string operator()(const TableSourceScan& scan) const {
    std::string out = fmt::format("TableSourceScan(table=[[{}", path_text(scan.table));
    if (!scan.pushed.empty()) out += ", " + scan.pushed;
    if (scan.watermark) out += watermark_text(*scan.watermark);
    return out + fmt::format("]], fields=[{}])", joined(self.schema->names()));
  }
  std::string watermark_text(const WatermarkSpec& spec) const {
    auto out =
        fmt::format(", watermark=[{}]", to_calcite_text(*spec.expression, self.schema->names()));
    if (const auto idle = spec.idle_timeout.count(); idle > 0) {
      out += fmt::format(", idletimeout=[{}]", idle);
    }
    const bool periodic = spec.emit == WatermarkEmit::Periodic;
    out += fmt::format(", watermarkEmitStrategy=[{}]", periodic ? "on-periodic" : "on-event");
    if (spec.alignment) {
      out += fmt::format(", watermarkAlignment=[{}, ", spec.alignment->group);
      append_java_duration(spec.alignment->max_drift.count(), out);
      out += ", ";
      append_java_duration(spec.alignment->update_interval.count(), out);
      out += "]";
    }
    return out;
  }
  std::string operator()(const Values& values) const {
    std::string rows;
    const auto shown = std::min(values.rows.row_count(), kShownTuples);
    for (std::size_t row = 0; row < shown; ++row) {
      std::string cells;
      for (std::size_t i = 0; i < values.rows.column_count(); ++i) {
        const auto cell = make_literal(values.rows.column(i).repeat(row, 1));
        cells += (i == 0 ? "" : ", ") + write(*cell, {});
      }
      rows += fmt::format("{}{{ {} }}", row == 0 ? "" : ", ", cells.empty() ? "0" : cells);
    }
    if (shown < values.rows.row_count()) {
      rows += fmt::format(", and {} more", values.rows.row_count() - shown);
    }
    return fmt::format("Values(tuples=[[{}]])", rows);
  }
  std::string operator()(const Calc& calc) const {
    const auto names = calc.input->schema->names();
    std::string out = "Calc(select=[";
    out += calc.projects ? selection(calc.projections, *self.schema, names, write) : joined(names);
    out += "]";
    if (!calc.conjuncts.empty()) {
      out += fmt::format(", where=[{}]", conjunction(calc.conjuncts, names, write));
    }
    return out + ")";
  }
  std::string operator()(const WatermarkAssigner& node) const {
    return fmt::format("WatermarkAssigner(rowtime=[{}], watermark=[{}])",
                       column_name(*self.schema, node.watermark.column),
                       write(*node.watermark.expression, self.schema->names()));
  }
  std::string operator()(const Union&) const {
    return fmt::format("Union(all=[true], union=[{}])", joined(self.schema->names()));
  }
  std::string operator()(const Limit& limit) const {
    return fmt::format("Limit(offset=[{}], fetch=[{}])", limit.offset, limit.fetch);
  }
  std::string operator()(const LookupJoin& join) const {
    std::string keys;
    for (std::size_t i = 0; i < join.keys.size(); ++i) {
      keys += fmt::format("{}{}={}", i == 0 ? "" : ", ", join.key_names[i],
                          write(*join.keys[i], join.input->schema->names()));
    }
    std::string out = fmt::format("LookupJoin(table=[{}], joinType=[{}], lookup=[{}]", join.table,
                                  join.left_outer ? "LeftOuterJoin" : "InnerJoin", keys);
    if (join.residual) {
      out += fmt::format(", joinCondition=[{}]", write(*join.residual, names_of_both(join)));
    }
    return out + fmt::format(", select=[{}])", joined(self.schema->names()));
  }
  std::string operator()(const GroupAggregate& node) const {
    return fmt::format("GroupAggregate({}select=[{}])", group_by(node.keys, *node.input->schema),
                       aggregation(node.keys, node.calls, self, *node.input));
  }
  std::string operator()(const Expand& node) const {
    const auto names = node.input->schema->names();
    std::string projections;
    for (const auto& projection : node.projections) {
      projections += fmt::format("{}{{{}}}", projections.empty() ? "" : ", ",
                                 selection(projection, *self.schema, names, write));
    }
    return fmt::format("Expand(projects=[{}])", projections);
  }
  std::string operator()(const WindowTableFunction& node) const {
    return fmt::format(
        "WindowTableFunction(window=[{}])",
        to_string(node.window, fmt::format("time_col=[{}]",
                                           column_name(*node.input->schema, node.time_column))));
  }
  std::string operator()(const WindowAggregate& node) const {
    auto select = aggregation(node.keys, node.calls, self, *node.input);
    const auto first = node.keys.size() + node.calls.size();
    for (std::size_t i = 0; i < node.properties.size(); ++i) {
      select += fmt::format("{}{}('w$) AS {}", select.empty() ? "" : ", ",
                            property_name(node.properties[i]), self.schema->fields[first + i].name);
    }
    return fmt::format("{}({}window=[{}], select=[{}])", node_name(self),
                       group_by(node.keys, *node.input->schema),
                       to_string(node.window, source_text(node)), select);
  }
  static std::string source_text(const WindowAggregate& node) {
    const auto& schema = *node.input->schema;
    if (node.source.time_column) {
      return fmt::format("time_col=[{}]", column_name(schema, *node.source.time_column));
    }
    return fmt::format("win_start=[{}], win_end=[{}]",
                       column_name(schema, *node.source.start_column),
                       column_name(schema, *node.source.end_column));
  }
  std::string operator()(const Deduplicate& node) const {
    const auto& schema = *node.input->schema;
    const auto& time = schema.fields[static_cast<std::size_t>(node.time_column)].type;
    const bool rowtime = time.time_attribute() == TimeAttribute::Rowtime;
    return fmt::format("Deduplicate(keep=[{}], key=[{}], order=[{}])",
                       node.keep_last ? "LastRow" : "FirstRow",
                       joined(column_names(schema, node.keys)), rowtime ? "ROWTIME" : "PROCTIME");
  }
  std::string operator()(const ChangelogNormalize& node) const {
    return fmt::format("ChangelogNormalize(key=[{}])",
                       joined(column_names(*node.input->schema, node.keys)));
  }
  std::string operator()(const DropUpdateBefore&) const { return "DropUpdateBefore()"; }
  std::string operator()(const Correlate& correlate) const {
    const auto call = fmt::format("$UNNEST_ROWS$1({})",
                                  write(*correlate.collection, correlate.input->schema->names()));
    std::string out = fmt::format(
        "Correlate(invocation=[{0}], correlate=[table({0})], select=[{1}], joinType=[{2}]", call,
        fmt::join(self.schema->names(), ","), correlate.left_outer ? "LEFT" : "INNER");
    if (correlate.condition) {
      out += fmt::format(", condition=[{}]", write(*correlate.condition, self.schema->names()));
    }
    return out + ")";
  }
  std::string operator()(const Exchange& exchange) const {
    std::vector<std::string> keys;
    for (const int key : exchange.keys) keys.push_back(column_name(*self.schema, key));
    std::string out =
        fmt::format("Exchange(distribution=[{}", distribution_name(exchange.distribution));
    if (!keys.empty()) out += fmt::format("[{}]", joined(keys));
    return out + "])";
  }
  std::string operator()(const Sink& sink) const {
    return fmt::format("Sink(table=[{}], fields=[{}])", sink.table,
                       joined(sink.input->schema->names()));
  }
  std::string operator()(const Collect&) const {
    return fmt::format("Collect(fields=[{}])", joined(self.schema->names()));
  }
};

}  // namespace

std::string_view node_name(const Node& node) {
  struct Visitor {
    std::string_view operator()(const TableSourceScan&) const { return "TableSourceScan"; }
    std::string_view operator()(const Values&) const { return "Values"; }
    std::string_view operator()(const Calc&) const { return "Calc"; }
    std::string_view operator()(const WatermarkAssigner&) const { return "WatermarkAssigner"; }
    std::string_view operator()(const Union&) const { return "Union"; }
    std::string_view operator()(const Correlate&) const { return "Correlate"; }
    std::string_view operator()(const Limit&) const { return "Limit"; }
    std::string_view operator()(const LookupJoin&) const { return "LookupJoin"; }
    std::string_view operator()(const GroupAggregate&) const { return "GroupAggregate"; }
    std::string_view operator()(const Expand&) const { return "Expand"; }
    std::string_view operator()(const WindowTableFunction&) const { return "WindowTableFunction"; }
    std::string_view operator()(const WindowAggregate& node) const {
      return node.legacy ? "GroupWindowAggregate" : "WindowAggregate";
    }
    std::string_view operator()(const Deduplicate&) const { return "Deduplicate"; }
    std::string_view operator()(const ChangelogNormalize&) const { return "ChangelogNormalize"; }
    std::string_view operator()(const DropUpdateBefore&) const { return "DropUpdateBefore"; }
    std::string_view operator()(const Exchange&) const { return "Exchange"; }
    std::string_view operator()(const Sink&) const { return "Sink"; }
    std::string_view operator()(const Collect&) const { return "Collect"; }
  };
  return std::visit(Visitor{}, node.node);
}

std::vector<NodePtr> inputs_of(const Node& node) {
  return std::visit([](const auto& kind) { return inputs(kind); }, node.node);
}

NodePtr with_inputs(const NodePtr& node, std::vector<NodePtr> inputs) {
  auto copy = *node;
  std::visit([&](auto& kind) { set_inputs(kind, std::move(inputs)); }, copy.node);
  return std::make_shared<const Node>(std::move(copy));
}

std::string describe(const Node& node, bool as_optimized) {
  return std::visit(Describe{node, as_optimized ? kPrefix : kInfix}, node.node);
}

}  // namespace streamsql::physical
