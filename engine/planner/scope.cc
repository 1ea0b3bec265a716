#include "engine/planner/scope.h"

#include <algorithm>
#include <fmt/format.h>

#include "engine/base/suggestion.h"
#include "engine/planner/expression_factory.h"

namespace streamsql {
namespace {

// How many parts of `parts` name the relation; 0: they do not. At least one part must be left.
std::size_t match_relation(const Relation& relation, const std::vector<ast::Identifier>& parts) {
  if (parts.size() > 3 && relation.path && parts[0].text == relation.path->catalog &&
      parts[1].text == relation.path->database && parts[2].text == relation.path->object) {
    return 3;
  }
  if (parts.size() > 2 && relation.path && parts[0].text == relation.path->database &&
      parts[1].text == relation.path->object) {
    return 2;
  }
  return parts.size() > 1 && !relation.alias.empty() && parts[0].text == relation.alias ? 1 : 0;
}

std::string column_list(const Relation& relation) {
  std::string out;
  for (const auto& column : relation.columns) {
    if (!out.empty()) out += ", ";
    out += column.name;
  }
  return out;
}

}  // namespace

void Scope::add(Relation relation) {
  relation.offset = width_;
  width_ += static_cast<int>(relation.columns.size());
  relations_.push_back(std::move(relation));
}

std::vector<std::string> Scope::column_names() const {
  std::vector<std::string> names;
  for (const auto& relation : relations_) {
    for (const auto& column : relation.columns) names.push_back(column.name);
  }
  return names;
}

std::string Scope::inventory() const {
  std::string out;
  for (const auto& relation : relations_) {
    if (!out.empty()) out += "; ";
    if (!relation.alias.empty()) out += relation.alias + " has: ";
    out += column_list(relation);
  }
  return out;
}

void Scope::unknown_column(const ast::Identifier& name, const Relation* relation) const {
  std::vector<std::string> candidates;
  if (relation) {
    for (const auto& column : relation->columns) candidates.push_back(column.name);
  } else {
    candidates = column_names();
  }
  auto hint = did_you_mean(name.text, candidates);
  const bool is_alias =
      !relation && std::find(aliases_.begin(), aliases_.end(), name.text) != aliases_.end();
  if (is_alias) {
    hint = fmt::format(
        "SELECT gives this name, and does not see it itself: repeat the expression "
        "of '{}', or put the SELECT into a subquery",
        name.text);
  } else if (hint.empty() && relations_.empty()) {
    hint = "there is no FROM that could have columns; text is written in single quotes";
  } else {
    const auto available =
        relation ? fmt::format("{} has: {}", relation->alias, column_list(*relation)) : inventory();
    hint += hint.empty() ? available : fmt::format("  ({})", available);
  }
  const auto where =
      relation ? fmt::format("table '{}'", relation->alias) : std::string("any table");
  throw Error(ErrorCode::UnknownColumn,
              fmt::format("Column '{}' not found in {}", name.text, where))
      .at(name.span)
      .hint(std::move(hint));
}

ExpressionPtr Scope::resolve_column(const Relation* relation, const ast::Identifier& name) const {
  ExpressionPtr found;
  for (const auto& candidate : relations_) {
    if (relation && relation != &candidate) continue;
    for (std::size_t i = 0; i < candidate.columns.size(); ++i) {
      if (candidate.columns[i].name != name.text) continue;
      if (found) {
        throw Error(ErrorCode::AmbiguousColumn, fmt::format("Column '{}' is ambiguous", name.text))
            .at(name.span)
            .hint("write the table before it, as in t." + name.text);
      }
      found = make_column_ref(candidate.offset + static_cast<int>(i), candidate.columns[i].type,
                              name.span);
    }
  }
  return found;
}

ExpressionPtr Scope::resolve(const ast::ColumnRef& column, SourceSpan span) const {
  const auto& parts = column.parts;
  const Relation* relation = nullptr;
  std::size_t used = 0;
  for (const auto& candidate : relations_) {
    const auto matched = match_relation(candidate, parts);
    if (matched > used) {
      relation = &candidate;
      used = matched;
    }
  }
  auto expression = relation ? resolve_column(relation, parts[used]) : nullptr;
  if (!expression) {
    expression = resolve_column(nullptr, parts[0]);
    if (expression) used = 0;
  }
  if (!expression && !relation && parts.size() > 1) {
    std::vector<std::string> tables;
    for (const auto& candidate : relations_) tables.push_back(candidate.alias);
    throw Error(ErrorCode::UnknownTable, fmt::format("Table '{}' not found", parts[0].text))
        .at(parts[0].span)
        .hint(did_you_mean(parts[0].text, tables));
  }
  if (!expression) unknown_column(parts[used], relation);
  for (std::size_t i = used + 1; i < parts.size(); ++i) {
    expression = bind_field(std::move(expression), parts[i]);
  }
  auto placed = *expression;
  placed.span = span;
  return std::make_shared<const Expression>(std::move(placed));
}

const Relation* Scope::find_relation(const std::vector<ast::Identifier>& parts) const {
  auto with_star = parts;
  with_star.push_back({"*"});
  for (const auto& relation : relations_) {
    if (match_relation(relation, with_star) == parts.size()) return &relation;
  }
  return nullptr;
}

ExpressionPtr bind_field(ExpressionPtr row, const ast::Identifier& field) {
  if (!row->type.is(TypeKind::Row)) {
    throw Error(ErrorCode::UnknownColumn, fmt::format("Column '{}' not found: {} is not a row",
                                                      field.text, row->type.to_sql()))
        .at(field.span);
  }
  const auto& fields = row->type.children();
  std::vector<std::string> names;
  for (std::size_t i = 0; i < fields.size(); ++i) {
    if (fields[i].name == field.text) {
      const SourceSpan span{row->span.begin, field.span.end};
      return make_field_access(std::move(row), static_cast<int>(i), span);
    }
    names.push_back(fields[i].name);
  }
  auto hint = did_you_mean(field.text, names);
  hint += fmt::format("{}(the row has: {})", hint.empty() ? "" : "  ", fmt::join(names, ", "));
  throw Error(ErrorCode::UnknownColumn, fmt::format("Column '{}' not found in the row", field.text))
      .at(field.span)
      .hint(std::move(hint));
}

}  // namespace streamsql
