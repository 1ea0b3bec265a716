#include "engine/planner/upsert_key.h"

#include <algorithm>

namespace streamsql {
namespace {

bool contains_all(const std::set<int>& columns, const std::vector<int>& keys) {
  return std::all_of(keys.begin(), keys.end(), [&](int key) { return columns.contains(key); });
}

// The column behind an expression from whose value the column's can be told.
std::optional<int> column_behind(const Expression& expression) {
  if (const auto* column = std::get_if<ColumnRef>(&expression.node)) return column->index;
  const auto* cast = std::get_if<Cast>(&expression.node);
  if (!cast) return std::nullopt;
  const auto& from = cast->operand->type;
  const bool widens =
      from.is_integer() && expression.type.is_integer() && from.kind() <= expression.type.kind();
  const bool lengthens = from.is_character() && expression.type.is(TypeKind::Varchar) &&
                         from.length() <= expression.type.length();
  return widens || lengthens ? column_behind(*cast->operand) : std::nullopt;
}

struct Question {
  const std::set<int>& columns;

  bool operator()(const physical::TableSourceScan& node) const {
    return !node.primary_key.empty() && contains_all(columns, node.primary_key);
  }
  bool operator()(const physical::GroupAggregate& node) const {
    for (std::size_t i = 0; i < node.keys.size(); ++i) {
      if (!columns.contains(static_cast<int>(i))) return false;
    }
    return true;
  }
  bool operator()(const physical::Deduplicate& node) const {
    return contains_all(columns, node.keys);
  }
  bool operator()(const physical::ChangelogNormalize& node) const {
    return contains_all(columns, node.keys);
  }
  bool operator()(const physical::Calc& node) const {
    if (!node.projects) return updates_by(*node.input, columns);
    std::set<int> below;
    for (const int column : columns) {
      const auto index = static_cast<std::size_t>(column);
      if (index >= node.projections.size()) continue;
      if (const auto behind = column_behind(*node.projections[index])) below.insert(*behind);
    }
    return updates_by(*node.input, below);
  }
  bool operator()(const physical::LookupJoin& node) const {
    const auto width = static_cast<int>(node.input->schema->fields.size());
    return updates_by(*node.input, {columns.begin(), columns.lower_bound(width)});
  }
  bool operator()(const physical::WindowTableFunction&) const { return false; }
  bool operator()(const physical::Expand&) const { return false; }
  bool operator()(const physical::Correlate&) const { return false; }
  bool operator()(const physical::WindowAggregate&) const { return false; }
  bool operator()(const physical::Union&) const { return false; }
  bool operator()(const physical::Values&) const { return false; }
  bool operator()(const auto& one_input) const { return updates_by(*one_input.input, columns); }
};

}  // namespace

bool updates_by(const physical::Node& node, const std::set<int>& columns) {
  return std::visit(Question{columns}, node.node);
}

}  // namespace streamsql
