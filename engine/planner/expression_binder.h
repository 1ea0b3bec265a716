// Expression binder: AST expressions to typed ones, with Flink's implicit casts put in.
#pragma once

#include <string>

#include "engine/expression/expression.h"
#include "engine/planner/expression_factory.h"
#include "engine/planner/scope.h"
#include "engine/sql/ast.h"

namespace streamsql {

// What calls mean that need more than one row: aggregates, OVER, and the window functions of GROUP
// BY. One per clause that may have them; other clauses have none, and the calls are errors there.
class CallScope {
 public:
  virtual ~CallScope() = default;
  // `name` in upper case.
  virtual ExpressionPtr bind(const ast::FunctionCall& call, std::string_view name,
                             SourceSpan span) = 0;
};

// Binds expressions over one scope. A value of the binder; one thread. Throws Error with the place
// of the innermost expression that is wrong.
class ExpressionBinder {
 public:
  ExpressionBinder(const ExpressionContext& context, const Scope& scope, CallScope* calls = nullptr)
      : context_(context), scope_(scope), calls_(calls) {}

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
  const ExpressionContext& context() const { return context_; }
  CallScope* calls() const { return calls_; }

 private:
  const ExpressionContext& context_;
  const Scope& scope_;
  CallScope* calls_;
};

// SUM, ROW_NUMBER and their like; the upper-case name.
bool is_aggregate_name(std::string_view name);
// TUMBLE, HOP_START and their like in GROUP BY and SELECT.
bool is_group_window_name(std::string_view name);
// Refuses everything of the kind, in Flink's words: "Aggregate expression is illegal in WHERE
// clause".
class NoCallsIn : public CallScope {
 public:
  explicit NoCallsIn(std::string_view clause) : clause_(clause) {}
  ExpressionPtr bind(const ast::FunctionCall& call, std::string_view name,
                     SourceSpan span) override;

 private:
  std::string_view clause_;
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
