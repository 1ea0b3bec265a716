#include "engine/expression/expression.h"
#include "engine/expression/scatter.h"

namespace streamsql {
namespace {

ExpressionPtr make(DataType type, SourceSpan span, decltype(Expression::node) node) {
  return std::make_shared<const Expression>(Expression{std::move(type), span, std::move(node)});
}

// A literal whose representation is the same under the other type.
bool only_retypes(const Expression& operand, const DataType& type) {
  if (!is_constant(operand)) return false;
  return operand.type.is(TypeKind::Char) && type.is(TypeKind::Varchar) &&
         type.length() >= operand.type.length();
}

ExpressionPtr cast(ExpressionPtr operand, const DataType& type, SourceSpan span, bool try_cast) {
  const DataType target = type.with_nullable(try_cast || operand->type.nullable());
  if (operand->type.equal_ignoring_nullability(type)) return operand;
  if (operand->type.is(TypeKind::Null)) return make_null(type, span);
  if (only_retypes(*operand, type)) {
    return make_literal(std::get<Literal>(operand->node).value->with_type(target), span);
  }
  return make(target, span, Cast{std::move(operand), try_cast});
}

// What a call's arguments are, as resolving and preparing look at them.
struct ArgumentList {
  std::vector<DataType> types;
  std::vector<ColumnPtr> constants;  // null where an argument is not constant
  std::vector<const ScalarFunction*> callees;
};

ArgumentList describe(const std::vector<ExpressionPtr>& arguments) {
  ArgumentList list;
  for (const auto& argument : arguments) {
    const auto* literal = std::get_if<Literal>(&argument->node);
    list.types.push_back(argument->type);
    list.constants.push_back(literal ? literal->value : nullptr);
    const auto* call = std::get_if<Call>(&argument->node);
    list.callees.push_back(call ? call->function : nullptr);
  }
  return list;
}

std::shared_ptr<const void> prepare(const ScalarFunction& function,
                                    const std::vector<ExpressionPtr>& arguments,
                                    const EvaluationContext& context) {
  if (!function.prepare) return nullptr;
  const ArgumentList list = describe(arguments);
  return function.prepare({list.constants, list.types, context, list.callees});
}

using Operands = std::vector<ExpressionPtr>;

ExpressionPtr make_case(Case::Branch branch, ExpressionPtr otherwise, const DataType& type,
                        SourceSpan span) {
  return make(type, span, Case{{std::move(branch)}, std::move(otherwise)});
}

// The node behind a call that evaluates on demand.
ExpressionPtr make_special(const ResolvedFunction& function, Operands operands,
                           const EvaluationContext& context, SourceSpan span) {
  const DataType& type = function.result;
  switch (function.function->form) {
    case SpecialForm::And:
      return make(type, span, Logical{Logical::Kind::And, std::move(operands)});
    case SpecialForm::Or: return make(type, span, Logical{Logical::Kind::Or, std::move(operands)});
    case SpecialForm::If: return make_case({operands[0], operands[1]}, operands[2], type, span);
    case SpecialForm::NullIf: {
      auto equal = make_call({builtin_functions(), context}, "=", operands, span);
      return make_case({std::move(equal), make_null(type, span)}, operands[0], type, span);
    }
    default: return make(type, span, Coalesce{std::move(operands)});
  }
}

}  // namespace

ExpressionPtr make_column_ref(int index, DataType type, SourceSpan span) {
  return make(std::move(type), span, ColumnRef{index});
}

ExpressionPtr make_literal(ColumnPtr value, SourceSpan span) {
  DataType type = value->type();
  return make(std::move(type), span, Literal{std::move(value)});
}

ExpressionPtr make_null(DataType type, SourceSpan span) {
  return make_literal(null_column(type, 1), span);
}

ExpressionPtr make_cast(ExpressionPtr operand, const DataType& type, SourceSpan span) {
  return cast(std::move(operand), type, span, false);
}

ExpressionPtr make_try_cast(ExpressionPtr operand, const DataType& type, SourceSpan span) {
  return cast(std::move(operand), type, span, true);
}

ExpressionPtr make_call(const ResolvedFunction& function, std::vector<ExpressionPtr> arguments,
                        const EvaluationContext& context, SourceSpan span) {
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    const SourceSpan place = arguments[i]->span;
    arguments[i] =
        fold_constants(make_cast(std::move(arguments[i]), function.parameters[i], place), context);
  }
  if (function.function->form != SpecialForm::None) {
    return make_special(function, std::move(arguments), context, span);
  }
  try {
    auto prepared = prepare(*function.function, arguments, context);
    return make(function.result, span,
                Call{function.function, std::move(arguments), std::move(prepared)});
  } catch (Error& error) {
    if (span.end > 0) error.mark(span);
    throw;
  }
}

ExpressionPtr make_call(const ExpressionContext& context, std::string_view name,
                        std::vector<ExpressionPtr> arguments, SourceSpan span) {
  for (auto& argument : arguments) argument = fold_constants(argument, context.evaluation);
  const ArgumentList list = describe(arguments);
  const auto resolve = [&] {
    try {
      return context.functions.resolve(name, list.types, list.constants);
    } catch (Error& error) {
      if (span.end > 0) error.mark(span);
      throw;
    }
  };
  return make_call(resolve(), std::move(arguments), context.evaluation, span);
}

}  // namespace streamsql
