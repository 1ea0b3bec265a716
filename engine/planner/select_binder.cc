// The list of a SELECT: stars, aliases and the names of columns that have none.
#include <algorithm>
#include <fmt/format.h>
#include <set>

#include "engine/planner/aggregate_binder.h"
#include "engine/planner/expression_binder.h"
#include "engine/planner/expression_factory.h"
#include "engine/planner/query_binder.h"

namespace streamsql {
namespace {

// The name that an expression gives its column, or "" when it gives none.
std::string own_name(const ast::Expression& expression) {
  if (const auto* column = expression.as<ast::ColumnRef>()) return column->parts.back().text;
  if (const auto* access = expression.as<ast::FieldAccess>()) return access->field.text;
  return "";
}

class SelectList {
 public:
  SelectList(const FromResult& input, const ExpressionContext& context, CallScope& calls)
      : input_(input), binder_(context, input.scope, &calls) {}

  void add(const ast::SelectItem& item) {
    if (const auto* star = item.expression->as<ast::Star>()) {
      add_star(*star, item.expression->span);
      return;
    }
    auto value = binder_.bind(item.expression);
    if (value->type.is(TypeKind::Null)) {
      throw Error(ErrorCode::InvalidArgument, "Illegal use of 'NULL'")
          .at(value->span)
          .hint("give it a type: CAST(NULL AS STRING)");
    }
    auto name = item.alias ? item.alias->text : own_name(*item.expression);
    if (name.empty()) name = fmt::format("EXPR${}", expressions_.size());
    append(std::move(name), std::move(value));
  }

  BoundSelect finish(const ast::ExpressionPtr& having) {
    BoundSelect out{std::move(fields_), std::move(expressions_), nullptr, {}};
    if (having) out.having = binder_.bind_condition(*having, "HAVING");
    return out;
  }

 private:
  void append(std::string name, ExpressionPtr value) {
    names_.insert(name);
    fields_.push_back({std::move(name), value->type});
    expressions_.push_back(std::move(value));
  }

  // Columns of a star that have the name of an earlier one get a number, as in Flink.
  std::string unique(const std::string& name) const {
    std::string out = name;
    for (int i = 0; names_.contains(out); ++i) out = fmt::format("{}{}", name, i);
    return out;
  }

  void add_relation(const Relation& relation, SourceSpan span) {
    for (std::size_t i = 0; i < relation.columns.size(); ++i) {
      const auto& column = relation.columns[i];
      append(unique(column.name),
             make_column_ref(relation.offset + static_cast<int>(i), column.type, span));
    }
  }

  void add_star(const ast::Star& star, SourceSpan span) {
    if (!star.of) {
      if (input_.scope.relations().empty()) {
        throw Error(ErrorCode::InvalidStatement, "SELECT * needs a FROM").at(span);
      }
      for (const auto& relation : input_.scope.relations()) add_relation(relation, span);
      return;
    }
    const auto* column = star.of->as<ast::ColumnRef>();
    if (const auto* relation = column ? input_.scope.find_relation(column->parts) : nullptr) {
      add_relation(*relation, span);
      return;
    }
    add_row(*star.of);
  }

  void add_row(const ast::Expression& of) {
    const auto row = binder_.bind(of);
    if (!row->type.is(TypeKind::Row)) {
      throw Error(ErrorCode::TypeMismatch,
                  fmt::format("'*' needs a table or a row, and this is a {}", row->type.to_sql()))
          .at(of.span);
    }
    const auto& fields = row->type.children();
    for (std::size_t i = 0; i < fields.size(); ++i) {
      append(unique(fields[i].name), make_field_access(row, static_cast<int>(i), of.span));
    }
  }

  const FromResult& input_;
  ExpressionBinder binder_;
  std::vector<Field> fields_;
  std::vector<ExpressionPtr> expressions_;
  std::set<std::string> names_;
};

bool has_aggregate(const SelectCalls& calls) {
  return std::any_of(calls.calls().begin(), calls.calls().end(), [](const auto& call) {
    return std::holds_alternative<BoundAggregate>(call.call);
  });
}

bool is_grouped(const ast::Select& select, const SelectCalls& calls) {
  return !select.group_by.empty() || select.having || has_aggregate(calls);
}

}  // namespace

logical::NodePtr bind_select_list(const ast::Select& select, FromResult input,
                                  const PlannerContext& context) {
  const auto expressions = expression_context(context);
  const auto ttl = state_ttl_hint(select.hints, input.scope);
  const auto grouping = bind_grouping(select, expressions, input.scope);
  SelectCalls calls(context, expressions, input.scope, grouping.has_empty_set());
  SelectList list(input, expressions, calls);
  for (const auto& item : select.items) list.add(item);
  auto bound = list.finish(select.having);
  logical::NodePtr node;
  if (is_grouped(select, calls)) {
    bound.ttl = ttl;
    node = bind_aggregation(input.node, grouping, calls, bound);
  } else if (!calls.calls().empty()) {
    node = bind_row_number(input.node, calls, bound);
  } else {
    node = logical::make_node(make_schema(std::move(bound.fields)),
                              logical::Project{input.node, std::move(bound.values)});
  }
  return select.quantifier == ast::SetQuantifier::Distinct ? make_distinct(std::move(node), ttl)
                                                           : node;
}

}  // namespace streamsql
