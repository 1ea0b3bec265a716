#include "engine/planner/select_calls.h"

#include <algorithm>
#include <fmt/format.h>

namespace streamsql {
namespace {

// Inside of an aggregate's arguments.
class NestedCalls : public CallScope {
 public:
  ExpressionPtr bind(const ast::FunctionCall&, std::string_view, SourceSpan span) override {
    throw Error(ErrorCode::InvalidStatement, "Aggregate expressions cannot be nested").at(span);
  }
};

bool is_grouping_name(std::string_view name) {
  return name == "GROUPING" || name == "GROUPING_ID" || name == "GROUP_ID";
}

bool is_ranking_name(std::string_view name) {
  constexpr std::string_view kNames[] = {"ROW_NUMBER", "RANK",         "DENSE_RANK",
                                         "CUME_DIST",  "LAG",          "LEAD",
                                         "NTILE",      "PERCENT_RANK", "MATCH_ROWTIME"};
  return std::find(std::begin(kNames), std::end(kNames), name) != std::end(kNames);
}

void refuse_clauses(const ast::FunctionCall& call, SourceSpan span) {
  if (!call.order_by.empty()) refuse("ORDER BY inside of an aggregate", span);
  if (!call.within_group.empty()) refuse("WITHIN GROUP", span);
  if (call.nulls != ast::NullTreatment::None) refuse("IGNORE NULLS and RESPECT NULLS", span);
  if (call.json) refuse("A clause of a JSON aggregate", span);
}

WindowProperty property_of(std::string_view name, SourceSpan span) {
  const auto suffix = name.substr(std::min(name.find('_'), name.size()));
  if (suffix == "_START") return WindowProperty::Start;
  if (suffix == "_END") return WindowProperty::End;
  if (suffix == "_ROWTIME") return WindowProperty::Rowtime;
  if (suffix == "_PROCTIME") return WindowProperty::Proctime;
  throw Error(ErrorCode::InvalidStatement,
              fmt::format("Group function '{}' can only appear in GROUP BY clause", name))
      .at(span);
}

DataType property_type(WindowProperty property, const DataType& time) {
  switch (property) {
    case WindowProperty::Start:
    case WindowProperty::End: return DataType::timestamp(3).not_null();
    case WindowProperty::Rowtime: return time.not_null();
    case WindowProperty::Proctime: break;
  }
  return DataType::timestamp_ltz(3).not_null().with_time_attribute(TimeAttribute::Proctime);
}

bool counts_rows(const BoundAggregate& aggregate) {
  return aggregate.name == "COUNT" && !aggregate.distinct &&
         std::none_of(aggregate.arguments.begin(), aggregate.arguments.end(),
                      [](const auto& argument) { return argument->type.nullable(); });
}

}  // namespace

ExpressionPtr SelectCalls::bind(const ast::FunctionCall& call, std::string_view name,
                                SourceSpan span) {
  if (call.over) return add(bind_row_number(call, name, span));
  if (is_group_window_name(name)) return add(bind_property(call, name, span));
  if (is_grouping_name(name)) {
    const ExpressionBinder binder(expressions_, scope_);
    BoundGrouping grouping;
    for (const auto& argument : call.arguments) {
      grouping.arguments.push_back(binder.bind(argument.value));
    }
    return add({std::move(grouping), DataType::bigint().not_null(), span});
  }
  return add(bind_aggregate(call, name, span));
}

ExpressionPtr SelectCalls::add(SelectCall call) {
  const int column = width() + static_cast<int>(calls_.size());
  auto reference = make_column_ref(column, call.type, call.span);
  calls_.push_back(std::move(call));
  return reference;
}

SelectCall SelectCalls::bind_aggregate(const ast::FunctionCall& call, std::string_view name,
                                       SourceSpan span) {
  if (is_ranking_name(name)) {
    throw Error(ErrorCode::InvalidStatement, "OVER clause is necessary for window functions")
        .at(span);
  }
  if (!context_.aggregates.contains(name)) {
    refuse(fmt::format("The aggregate function {}", name), span);
  }
  refuse_clauses(call, span);
  NestedCalls nested;
  const ExpressionBinder binder(expressions_, scope_, &nested);
  BoundAggregate out;
  out.name = name;
  const bool star = name == "COUNT" && call.arguments.size() == 1 &&
                    call.arguments.front().value->as<ast::Star>();
  std::vector<DataType> types;
  for (const auto& argument : call.arguments) {
    if (star) break;
    auto bound = binder.bind(argument.value);
    types.push_back(bound->type.with_time_attribute(TimeAttribute::None));
    out.arguments.push_back(std::move(bound));
  }
  if (call.filter) {
    out.filter = binder.bind_condition(*call.filter, "FILTER");
    if (is_true(*out.filter)) out.filter = nullptr;
  }
  try {
    out.resolved = context_.aggregates.resolve(
        name, types, {.may_be_empty = may_be_empty_ || out.filter != nullptr});
  } catch (Error& error) {
    error.mark(span);
    throw;
  }
  for (std::size_t i = 0; i < out.arguments.size(); ++i) {
    out.arguments[i] = make_cast(out.arguments[i], out.resolved.parameters[i]);
  }
  out.distinct =
      call.quantifier == ast::SetQuantifier::Distinct && !out.resolved.function->ignores_distinct;
  if (counts_rows(out)) {
    out.arguments.clear();
    out.resolved.parameters.clear();
  }
  auto type = out.resolved.result.with_time_attribute(TimeAttribute::None);
  return {std::move(out), std::move(type), span};
}

SelectCall SelectCalls::bind_row_number(const ast::FunctionCall& call, std::string_view name,
                                        SourceSpan span) {
  if (name != "ROW_NUMBER") refuse("OVER", span);
  const auto* window = std::get_if<ast::WindowSpecification>(&*call.over);
  if (!window || window->base) refuse("A named window", span);
  if (window->frame) refuse("A frame of ROW_NUMBER()", span);
  const ExpressionBinder binder(expressions_, scope_);
  BoundRowNumber out{binder.bind_all(window->partition_by), {}};
  for (const auto& item : window->order_by) {
    out.order.emplace_back(binder.bind(item.expression), item.descending);
  }
  return {std::move(out), DataType::bigint().not_null(), span};
}

SelectCall SelectCalls::bind_property(const ast::FunctionCall& call, std::string_view name,
                                      SourceSpan span) {
  const auto property = property_of(name, span);
  const ExpressionBinder binder(expressions_, scope_);
  auto window = bind_group_window(binder, call, span);
  auto type = property_type(property, window.window.time_type);
  return {BoundWindowProperty{std::move(window), property}, std::move(type), span};
}

}  // namespace streamsql
