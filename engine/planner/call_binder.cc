// Function calls: special forms, refusals by name, and everything the registry has.
#include <algorithm>
#include <fmt/format.h>

#include "engine/base/ascii.h"
#include "engine/planner/coercion.h"
#include "engine/planner/expression_binder.h"
#include "engine/planner/json_call.h"
#include "engine/sql/unparse.h"

namespace streamsql {
namespace {

constexpr std::string_view kAggregates[] = {"APPROX_COUNT_DISTINCT",
                                            "ARRAY_AGG",
                                            "AVG",
                                            "COLLECT",
                                            "COUNT",
                                            "CUME_DIST",
                                            "DENSE_RANK",
                                            "FIRST_VALUE",
                                            "JSON_ARRAYAGG",
                                            "JSON_OBJECTAGG",
                                            "LAG",
                                            "LAST_VALUE",
                                            "LEAD",
                                            "LISTAGG",
                                            "MAX",
                                            "MIN",
                                            "NTILE",
                                            "PERCENTILE",
                                            "PERCENT_RANK",
                                            "RANK",
                                            "ROW_NUMBER",
                                            "STDDEV_POP",
                                            "STDDEV_SAMP",
                                            "STDDEV",
                                            "SUM",
                                            "VARIANCE",
                                            "VAR_POP",
                                            "VAR_SAMP",
                                            "GROUPING",
                                            "GROUPING_ID",
                                            "GROUP_ID",
                                            "MATCH_ROWTIME",
                                            "SINGLE_VALUE"};
constexpr std::string_view kGroupWindows[] = {
    "TUMBLE",         "HOP",         "SESSION",         "TUMBLE_START",  "TUMBLE_END",
    "TUMBLE_ROWTIME", "HOP_START",   "HOP_END",         "HOP_ROWTIME",   "TUMBLE_PROCTIME",
    "HOP_PROCTIME",   "SESSION_END", "SESSION_ROWTIME", "SESSION_START", "SESSION_PROCTIME"};

template <typename List>
bool contains(const List& list, std::string_view name) {
  return std::find(std::begin(list), std::end(list), name) != std::end(list);
}

bool is_special(const ast::FunctionCall& call, std::string_view name) {
  return call.over || is_aggregate_name(name) || is_group_window_name(name);
}

void check_clauses(const ast::FunctionCall& call, const std::string& name, SourceSpan span) {
  if (call.filter) {
    throw Error(ErrorCode::InvalidStatement, "FILTER must be applied to aggregate function")
        .at(call.filter->span);
  }
  if (call.quantifier != ast::SetQuantifier::None) {
    throw Error(ErrorCode::InvalidStatement,
                fmt::format("DISTINCT/ALL not allowed with {} function", name))
        .at(span);
  }
  if (!call.order_by.empty()) refuse("ORDER BY inside of a call", span);
  if (!call.within_group.empty()) refuse("WITHIN GROUP", span);
  if (call.nulls != ast::NullTreatment::None) refuse("IGNORE NULLS and RESPECT NULLS", span);
  if (call.name.parts.size() > 1) refuse("A function of a catalog", call.name.span);
}

std::string side_name(ast::TrimSide side) {
  switch (side) {
    case ast::TrimSide::Both: return "BOTH";
    case ast::TrimSide::Leading: return "LEADING";
    case ast::TrimSide::Trailing: return "TRAILING";
  }
  return "";
}

// Symbols become text: EXTRACT(YEAR FROM x) calls EXTRACT('YEAR', x).
ExpressionPtr bind_argument(const ExpressionBinder& binder, const ast::Argument& argument) {
  if (argument.name) refuse("A named argument", argument.name->span);
  if (!argument.value) return make_string(" ", {});  // TRIM(LEADING FROM s)
  const auto span = argument.value->span;
  if (const auto* unit = argument.value->as<ast::TimeUnitSymbol>()) {
    return make_string(to_string(unit->unit), span);
  }
  if (const auto* side = argument.value->as<ast::TrimSymbol>()) {
    return make_string(side_name(side->side), span);
  }
  return binder.bind(argument.value);
}

[[noreturn]] void mixed_types(SourceSpan span, const std::vector<ExpressionPtr>& operands) {
  std::string types;
  for (const auto& operand : operands) {
    if (!types.empty()) types += ", ";
    types += operand->type.with_nullable(true).to_sql();
  }
  throw Error(ErrorCode::TypeMismatch, "Illegal mixing of types in CASE or COALESCE statement")
      .at(span)
      .hint(fmt::format("the types are {}; cast them to one", types));
}

ExpressionPtr as_proctime(const ExpressionPtr& call) {
  auto out = *call;
  out.type = DataType::timestamp_ltz(3).not_null().with_time_attribute(TimeAttribute::Proctime);
  return std::make_shared<const Expression>(std::move(out));
}

}  // namespace

bool is_aggregate_name(std::string_view name) { return contains(kAggregates, name); }

bool is_group_window_name(std::string_view name) { return contains(kGroupWindows, name); }

ExpressionPtr NoCallsIn::bind(const ast::FunctionCall& call, std::string_view name,
                              SourceSpan span) {
  const auto what = call.over                    ? "Windowed aggregate expression"
                    : is_group_window_name(name) ? "Group window function"
                                                 : "Aggregate expression";
  throw Error(ErrorCode::InvalidStatement, fmt::format("{} is illegal in {} clause", what, clause_))
      .at(span);
}

ExpressionPtr make_case(std::vector<Case::Branch> branches, ExpressionPtr otherwise,
                        SourceSpan span) {
  std::vector<ExpressionPtr> results;
  for (const auto& branch : branches) results.push_back(branch.result);
  results.push_back(std::move(otherwise));
  const auto before = results;
  const auto type = common_type_of(results);
  if (!type || !coerce_to_common_type(results)) mixed_types(span, before);
  if (type->is(TypeKind::Null)) {
    throw Error(ErrorCode::TypeMismatch, "ELSE clause or at least one THEN clause must be non-NULL")
        .at(span);
  }
  for (std::size_t i = 0; i < branches.size(); ++i) branches[i].result = results[i];
  return std::make_shared<const Expression>(
      Expression{*type, span, Case{std::move(branches), results.back()}});
}

ExpressionPtr bind_call(const ExpressionBinder& binder, const ast::FunctionCall& call,
                        SourceSpan span) {
  const auto name = to_upper(call.name.parts.back().text);
  if (is_special(call, name)) {
    if (binder.calls()) return binder.calls()->bind(call, name, span);
    return NoCallsIn("this").bind(call, name, span);
  }
  check_clauses(call, name, span);
  std::vector<ExpressionPtr> arguments;
  for (const auto& argument : call.arguments) {
    arguments.push_back(bind_argument(binder, argument));
  }
  if (has_json_clauses(call)) return bind_json_call(binder, call, std::move(arguments), span);
  auto bound = binder.call(call.name.parts.back().text, std::move(arguments), span);
  return name == "PROCTIME" ? as_proctime(bound) : bound;
}

}  // namespace streamsql
