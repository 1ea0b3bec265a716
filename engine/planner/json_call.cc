#include "engine/planner/json_call.h"

#include <fmt/format.h>

#include "engine/base/ascii.h"
#include "engine/batch/column_builder.h"
#include "engine/planner/expression_factory.h"

namespace streamsql {
namespace {

using ast::JsonBehaviorKind;

std::string_view word(JsonBehaviorKind kind) {
  switch (kind) {
    case JsonBehaviorKind::Null: return "NULL";
    case JsonBehaviorKind::Error: return "ERROR";
    case JsonBehaviorKind::Default: return "DEFAULT";
    case JsonBehaviorKind::EmptyArray: return "EMPTY ARRAY";
    case JsonBehaviorKind::EmptyObject: return "EMPTY OBJECT";
    case JsonBehaviorKind::True: return "TRUE";
    case JsonBehaviorKind::False: return "FALSE";
    case JsonBehaviorKind::Unknown: return "UNKNOWN";
  }
  return "NULL";
}

std::string_view word(ast::JsonWrapper wrapper) {
  switch (wrapper) {
    case ast::JsonWrapper::Without: return "WITHOUT";
    case ast::JsonWrapper::Conditional: return "CONDITIONAL";
    case ast::JsonWrapper::Unconditional: return "UNCONDITIONAL";
  }
  return "WITHOUT";
}

ExpressionPtr cast_to(ExpressionPtr operand, const DataType& type, SourceSpan span) {
  const auto target = type.with_nullable(operand->type.nullable());
  return std::make_shared<const Expression>(Expression{target, span, Cast{std::move(operand)}});
}

ExpressionPtr null_string(SourceSpan span) {
  ColumnBuilder builder(DataType::string());
  builder.append_null();
  return make_literal(builder.finish_constant(1), span);
}

class JsonCall {
 public:
  JsonCall(const ExpressionBinder& binder, const ast::JsonClauses& clauses, SourceSpan span)
      : binder_(binder), clauses_(clauses), span_(span) {}

  void add_behavior(const std::optional<ast::JsonBehavior>& behavior,
                    std::vector<ExpressionPtr>& arguments) const {
    const auto kind = behavior ? behavior->kind : JsonBehaviorKind::Null;
    arguments.push_back(make_string(word(kind), span_));
  }

  void add_behavior_with_default(const std::optional<ast::JsonBehavior>& behavior,
                                 std::vector<ExpressionPtr>& arguments) const {
    add_behavior(behavior, arguments);
    const bool has_value = behavior && behavior->value;
    arguments.push_back(has_value
                            ? cast_to(binder_.bind(behavior->value), DataType::string(), span_)
                            : null_string(span_));
  }

  ExpressionPtr exists(std::vector<ExpressionPtr> arguments) const {
    if (clauses_.on_error) add_behavior(clauses_.on_error, arguments);
    return binder_.call("JSON_EXISTS", std::move(arguments), span_);
  }

  ExpressionPtr value(std::vector<ExpressionPtr> arguments) const {
    if (clauses_.on_empty || clauses_.on_error) {
      add_behavior_with_default(clauses_.on_empty, arguments);
      add_behavior_with_default(clauses_.on_error, arguments);
    }
    auto call = binder_.call("JSON_VALUE", std::move(arguments), span_);
    return clauses_.returning ? cast_to(std::move(call), clauses_.returning->type, span_) : call;
  }

  ExpressionPtr query(std::vector<ExpressionPtr> arguments) const {
    const bool array = clauses_.returning && clauses_.returning->type.is(TypeKind::Array);
    if (array) check_array();
    if (clauses_.returning && !array && !clauses_.returning->type.is_character()) {
      throw Error(ErrorCode::InvalidArgument,
                  fmt::format("Unsupported type '{}' for RETURNING in JSON_QUERY().",
                              clauses_.returning->type.to_sql()))
          .at(clauses_.returning->span)
          .hint("it gives a STRING or an ARRAY<STRING>");
    }
    if (clauses_.wrapper || clauses_.on_empty || clauses_.on_error) {
      const auto wrapper = clauses_.wrapper.value_or(ast::JsonWrapper::Without);
      arguments.push_back(make_string(word(wrapper), span_));
      add_behavior(clauses_.on_empty, arguments);
      add_behavior(clauses_.on_error, arguments);
    }
    auto call = binder_.call(array ? "JSON_QUERY RETURNING ARRAY" : "JSON_QUERY",
                             std::move(arguments), span_);
    return clauses_.returning ? cast_to(std::move(call), clauses_.returning->type, span_) : call;
  }

  void check_array() const {
    const auto& type = clauses_.returning->type;
    if (!type.element().is_character()) {
      throw Error(ErrorCode::InvalidArgument,
                  fmt::format("Unsupported array element type '{}' for RETURNING ARRAY in "
                              "JSON_QUERY().",
                              type.element().to_sql()))
          .at(clauses_.returning->span)
          .hint("write RETURNING ARRAY<STRING>");
    }
    for (const auto& [clause, behavior] :
         {std::pair("empty", &clauses_.on_empty), std::pair("error", &clauses_.on_error)}) {
      if (!*behavior || (*behavior)->kind != JsonBehaviorKind::EmptyObject) continue;
      throw Error(ErrorCode::InvalidArgument,
                  fmt::format("Illegal on {} behavior 'EMPTY OBJECT' for return type: {}", clause,
                              type.to_sql()))
          .at(span_);
    }
  }

  // Objects keep NULLs and arrays drop them unless the clause says otherwise.
  ExpressionPtr construct(std::string name, std::vector<ExpressionPtr> arguments) const {
    const bool keeps = name == "JSON_OBJECT";
    if (clauses_.null_on_null.value_or(keeps) != keeps) {
      name += keeps ? " ABSENT ON NULL" : " NULL ON NULL";
    }
    return binder_.call(name, std::move(arguments), span_);
  }

 private:
  const ExpressionBinder& binder_;
  const ast::JsonClauses& clauses_;
  const SourceSpan span_;
};

}  // namespace

bool has_json_clauses(const ast::FunctionCall& call) {
  return call.json && (call.json->on_empty || call.json->on_error || call.json->returning ||
                       call.json->wrapper || call.json->null_on_null);
}

ExpressionPtr bind_json_call(const ExpressionBinder& binder, const ast::FunctionCall& call,
                             std::vector<ExpressionPtr> arguments, SourceSpan span) {
  const auto name = to_upper(call.name.parts.back().text);
  const JsonCall json(binder, *call.json, span);
  if (name == "JSON_EXISTS") return json.exists(std::move(arguments));
  if (name == "JSON_VALUE") return json.value(std::move(arguments));
  if (name == "JSON_QUERY") return json.query(std::move(arguments));
  return json.construct(std::move(name), std::move(arguments));
}

}  // namespace streamsql
