#include "engine/plan/state_columns.h"

namespace streamsql::physical {
namespace {

Field plain(const Field& field) {
  return {field.name, field.type.with_time_attribute(TimeAttribute::None).with_nullable(true)};
}

std::vector<Field> columns_of(const Schema& schema, const std::vector<int>& columns) {
  std::vector<Field> out;
  for (const int column : columns) {
    out.push_back(plain(schema.fields[static_cast<std::size_t>(column)]));
  }
  return out;
}

std::vector<Field> results_of(const std::vector<AggregateCall>& calls, const Schema& input) {
  std::vector<Field> out;
  for (const auto& call : calls) {
    out.push_back(plain({streamsql::to_string(call, input.names()), call.result}));
  }
  return out;
}

std::vector<Field> kept_row(const Schema& schema) {
  std::vector<Field> out;
  for (const bool proctime : {false, true}) {
    for (const auto& field : schema.fields) {
      const bool is_proctime = field.type.time_attribute() == TimeAttribute::Proctime;
      if (is_proctime == proctime) out.push_back(plain(field));
    }
  }
  return out;
}

struct Columns {
  StateColumns operator()(const GroupAggregate& node) const { return of_calls(node); }
  StateColumns operator()(const WindowAggregate& node) const { return of_calls(node); }
  StateColumns operator()(const Deduplicate& node) const { return of_row(node); }
  StateColumns operator()(const ChangelogNormalize& node) const { return of_row(node); }
  StateColumns operator()(const auto&) const { return {}; }

  static StateColumns of_calls(const auto& node) {
    const auto& input = *node.input->schema;
    return {columns_of(input, node.keys), results_of(node.calls, input)};
  }
  static StateColumns of_row(const auto& node) {
    const auto& input = *node.input->schema;
    return {columns_of(input, node.keys), kept_row(input)};
  }
};

}  // namespace

StateColumns state_columns(const Node& node) { return std::visit(Columns{}, node.node); }

}  // namespace streamsql::physical
