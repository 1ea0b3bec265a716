// Scope: which names an expression may use, and what they stand for.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/catalog/definition.h"
#include "engine/expression/expression.h"
#include "engine/sql/ast.h"

namespace streamsql {

// One table of a FROM: its columns stand side by side in the input, from `offset` on.
struct Relation {
  std::string alias;               // "" when it has no name
  std::optional<ObjectPath> path;  // of an unaliased table: db.t.column also finds it
  std::vector<Field> columns;
  int offset = 0;
  SourceSpan span = {};
};

// The columns of an input by name. A value type.
class Scope {
 public:
  Scope() = default;

  void add(Relation relation);
  // Names that the SELECT over this scope gives: no columns, but errors about them say so.
  void know_aliases(std::vector<std::string> names) { aliases_ = std::move(names); }
  const std::vector<Relation>& relations() const { return relations_; }
  int width() const { return width_; }

  // a, t.a, db.t.a, t.a.field: the longest table name that fits wins. Throws UnknownColumn with
  // "did you mean" and what there is, UnknownTable, or AmbiguousColumn.
  ExpressionPtr resolve(const ast::ColumnRef& column, SourceSpan span) const;

  // The relation a star stands for (`t.*`), or null when the name is a row column's.
  const Relation* find_relation(const std::vector<ast::Identifier>& parts) const;

  // "t has: a, b; u has: c".
  std::string inventory() const;
  std::vector<std::string> column_names() const;

 private:
  ExpressionPtr resolve_column(const Relation* relation, const ast::Identifier& name) const;
  [[noreturn]] void unknown_column(const ast::Identifier& name, const Relation* relation) const;

  std::vector<Relation> relations_;
  std::vector<std::string> aliases_;
  int width_ = 0;
};

// row.field; throws UnknownColumn when it is no row or has no such field.
ExpressionPtr bind_field(ExpressionPtr row, const ast::Identifier& field);

}  // namespace streamsql
