// What the state of the stateful nodes looks like, as text for the manifest of a checkpoint.
#include <fmt/format.h>

#include "engine/plan/physical.h"

namespace streamsql::physical {
namespace {

std::string types_text(const Schema& schema, const std::vector<int>& columns) {
  std::string out;
  for (const int column : columns) {
    const auto& type = schema.fields[static_cast<std::size_t>(column)].type;
    out += (out.empty() ? "" : ", ") +
           type.with_time_attribute(TimeAttribute::None).with_nullable(true).to_sql();
  }
  return out;
}

std::string row_text(const Schema& schema) {
  std::vector<int> all;
  for (std::size_t i = 0; i < schema.fields.size(); ++i) all.push_back(static_cast<int>(i));
  return types_text(schema, all);
}

// Positions of columns do not matter, so calls are told by their types.
std::string calls_text(const std::vector<AggregateCall>& calls) {
  std::string out;
  for (const auto& call : calls) {
    std::string parameters;
    for (const auto& type : call.parameters) {
      parameters += (parameters.empty() ? "" : ", ") + type.with_nullable(true).to_sql();
    }
    out += fmt::format("{}{}({}{})", out.empty() ? "" : ", ", call.name,
                       call.distinct ? "DISTINCT " : "", parameters);
  }
  return out;
}

std::string_view retraction(const Node& input) {
  return input.changelog.is_insert_only() ? "" : " retractable";
}

struct Layout {
  const Node& self;

  std::string operator()(const GroupAggregate& node) const {
    return fmt::format("key ({}), value ({}){}", types_text(*node.input->schema, node.keys),
                       calls_text(node.calls), retraction(*node.input));
  }
  std::string operator()(const WindowAggregate& node) const {
    return fmt::format("key ({}), value ({}) by {}{}", types_text(*node.input->schema, node.keys),
                       calls_text(node.calls), to_string(node.window, "slices"),
                       retraction(*node.input));
  }
  std::string operator()(const Deduplicate& node) const {
    return fmt::format("key ({}), value ({})", types_text(*node.input->schema, node.keys),
                       row_text(*node.input->schema));
  }
  std::string operator()(const ChangelogNormalize& node) const {
    return fmt::format("key ({}), value ({})", types_text(*node.input->schema, node.keys),
                       row_text(*node.input->schema));
  }
  std::string operator()(const Limit& node) const {
    if (node.input->changelog.is_insert_only()) return "count of rows";
    return fmt::format("rows ({})", row_text(*self.schema));
  }
  std::string operator()(const auto&) const { return ""; }
};

}  // namespace

std::string state_layout(const Node& node) { return std::visit(Layout{node}, node.node); }

}  // namespace streamsql::physical
