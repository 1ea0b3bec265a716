// UNION ALL and VALUES: rows from several places under common types.
#include <fmt/format.h>

#include "engine/planner/coercion.h"
#include "engine/planner/expression_binder.h"
#include "engine/planner/query_binder.h"
#include "engine/type/type_rules.h"

namespace streamsql {
namespace {

using logical::NodePtr;

DataType union_type(const std::vector<NodePtr>& inputs, std::size_t column, SourceSpan span) {
  auto type = inputs.front()->schema->fields[column].type;
  for (const auto& input : inputs) {
    const auto& other = input->schema->fields[column].type;
    const bool nullable = type.nullable() || other.nullable();
    const auto attribute = type.time_attribute() == other.time_attribute() ? type.time_attribute()
                                                                           : TimeAttribute::None;
    const auto common = common_type(type, other);
    if (!common) {
      throw Error(ErrorCode::TypeMismatch,
                  fmt::format("Type mismatch in column {} of UNION ALL", column + 1))
          .at(span)
          .hint(fmt::format("the types are {} and {}", type.to_sql(), other.to_sql()));
    }
    type = common->with_nullable(nullable).with_time_attribute(attribute);
  }
  return type;
}

// The same rows under the types of the union.
NodePtr cast_to(const NodePtr& input, const SchemaPtr& schema) {
  bool changed = false;
  auto columns = column_references(*input->schema);
  for (std::size_t i = 0; i < columns.size(); ++i) {
    auto value = make_cast(columns[i], schema->fields[i].type);
    changed = changed || value != columns[i];
    columns[i] = std::move(value);
  }
  if (!changed) return input;
  return logical::make_node(schema, logical::Project{input, std::move(columns)});
}

std::vector<ExpressionPtr> bind_row(const ast::Expression& row, const ExpressionBinder& binder) {
  const auto* constructor = row.as<ast::RowConstructor>();
  auto values = constructor ? binder.bind_all(constructor->fields)
                            : std::vector<ExpressionPtr>{binder.bind(row)};
  for (const auto& value : values) {
    if (!value->type.is(TypeKind::Null)) continue;
    throw Error(ErrorCode::InvalidArgument, "Illegal use of 'NULL'")
        .at(value->span)
        .hint("give it a type: CAST(NULL AS STRING)");
  }
  return values;
}

[[noreturn]] void incompatible_rows(SourceSpan span) {
  throw Error(ErrorCode::TypeMismatch,
              "Values passed to VALUES operator must have compatible types")
      .at(span);
}

}  // namespace

NodePtr bind_union_all(const std::vector<NodePtr>& inputs, SourceSpan span) {
  const auto count = inputs.front()->schema->fields.size();
  for (const auto& input : inputs) {
    if (input->schema->fields.size() == count) continue;
    throw Error(ErrorCode::TypeMismatch, "Column count mismatch in UNION ALL")
        .at(span)
        .hint(fmt::format("one side has {} columns, the other {}", count,
                          input->schema->fields.size()));
  }
  auto fields = inputs.front()->schema->fields;
  for (std::size_t i = 0; i < count; ++i) fields[i].type = union_type(inputs, i, span);
  const auto schema = make_schema(std::move(fields));
  std::vector<NodePtr> branches;
  for (const auto& input : inputs) branches.push_back(cast_to(input, schema));
  return logical::make_node(schema, logical::Union{std::move(branches)});
}

NodePtr bind_values(const ast::Values& values, const PlannerContext& context) {
  const Scope scope;
  const auto expressions = expression_context(context);
  const ExpressionBinder binder(expressions, scope);
  std::vector<std::vector<ExpressionPtr>> rows;
  for (const auto& row : values.rows) {
    rows.push_back(bind_row(*row, binder));
    if (rows.back().size() != rows.front().size()) incompatible_rows(row->span);
  }
  std::vector<Field> fields;
  for (std::size_t column = 0; column < rows.front().size(); ++column) {
    std::vector<ExpressionPtr> cells;
    for (const auto& row : rows) cells.push_back(row[column]);
    const auto type = common_type_of(cells);
    if (!type || !coerce_to_common_type(cells)) incompatible_rows(values.rows.back()->span);
    for (std::size_t i = 0; i < rows.size(); ++i) rows[i][column] = cells[i];
    fields.push_back({fmt::format("EXPR${}", column), *type});
  }
  return logical::make_node(make_schema(std::move(fields)), logical::Values{std::move(rows)});
}

}  // namespace streamsql
