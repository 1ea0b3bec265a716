// Expression binder: AST expressions to typed ones, with Flink's implicit casts put in.
#pragma once

#include <string>

#include "engine/expression/expression.h"
#include "engine/planner/expression_factory.h"
#include "engine/planner/scope.h"
#include "engine/sql/ast.h"

namespace streamsql {

// Binds expressions over one scope. A value of the binder; one thread. Throws Error with the place
// of the innermost expression that is wrong.
class ExpressionBinder {
 public:
  ExpressionBinder(const ExpressionContext& context, const Scope& scope)
      : context_(context), scope_(scope) {}

  ExpressionPtr bind(const ast::Expression& expression) const;
  ExpressionPtr bind(const ast::ExpressionPtr& expression) const { return bind(*expression); }
  std::vector<ExpressionPtr> bind_all(const std::vector<ast::ExpressionPtr>& expressions) const;
  // BOOLEAN; `clause` is named in the error: "WHERE".
  ExpressionPtr bind_condition(const ast::Expression& expression, std::string_view clause) const;

  // A comparison with its coercions; `op` is "=", "<>", "<", ….
  ExpressionPtr compare(std::string_view op, ExpressionPtr left, ExpressionPtr right,
                        SourceSpan span) const;
  ExpressionPtr call(std::string_view name, std::vector<ExpressionPtr> arguments,
                     SourceSpan span) const;

  const FunctionRegistry& functions() const { return context_.functions; }
  const Scope& scope() const { return scope_; }

 private:
  const ExpressionContext& context_;
  const Scope& scope_;
};

// f(…); in call_binder.cc.
ExpressionPtr bind_call(const ExpressionBinder& binder, const ast::FunctionCall& call,
                        SourceSpan span);
// CASE, COALESCE and their relatives: results are cast to their common type.
ExpressionPtr make_case(std::vector<Case::Branch> branches, ExpressionPtr otherwise,
                        SourceSpan span);

// What makes a construct unsupported: "SELECT DISTINCT is not supported yet".
[[noreturn]] void refuse(std::string_view construct, SourceSpan span);

}  // namespace streamsql
