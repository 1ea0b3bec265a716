#include "engine/planner/explain.h"

#include <algorithm>
#include <fmt/format.h>

namespace streamsql {
namespace {

// A SELECT shows what is collected, as in Flink, and not the node that collects it.
physical::Plan without_collect(physical::Plan plan) {
  for (auto& root : plan.roots) {
    if (const auto* collect = std::get_if<physical::Collect>(&root->node)) root = collect->input;
  }
  return plan;
}

}  // namespace

std::string explain_text(std::span<const ast::Statement* const> statements,
                         std::span<const ast::ExplainDetail> details,
                         const PlannerContext& context) {
  using enum ast::ExplainDetail;
  const auto asked = [&](ast::ExplainDetail detail) {
    return std::find(details.begin(), details.end(), detail) != details.end();
  };
  const auto full = plan_statements(statements, context);
  const auto plan = without_collect(full);
  std::string out = "== Abstract Syntax Tree ==\n";
  out += logical::to_text(bind_statements(statements, context));
  out +=
      fmt::format("\n== Optimized Physical Plan{} ==\n", asked(PlanAdvice) ? " With Advice" : "");
  out += physical::to_text(plan, {asked(ChangelogMode), true});
  if (asked(PlanAdvice)) out += "\nNo available advice...\n";
  out += "\n== Optimized Execution Plan ==\n";
  out += physical::to_text(plan, {});
  if (asked(JsonExecutionPlan))
    out += "\n== Physical Execution Plan ==\n" + physical::to_json(full);
  return out;
}

}  // namespace streamsql
