#include "engine/planner/table_function_binder.h"

#include <algorithm>
#include <fmt/format.h>

#include "engine/base/ascii.h"
#include "engine/planner/table_functions.h"

namespace streamsql {
namespace {

std::vector<std::string> texts_of(const ast::FunctionCall& call, const std::string& name) {
  std::vector<std::string> out;
  for (const auto& argument : call.arguments) {
    const auto* text = argument.value->as<ast::StringLiteral>();
    if (!text || argument.name) {
      throw Error(ErrorCode::InvalidArgument,
                  fmt::format("The arguments of {} are texts in quotes", name))
          .at(argument.value->span);
    }
    out.push_back(text->value);
  }
  return out;
}

}  // namespace

std::vector<std::string> table_function_names(const PlannerContext& context) {
  return context.table_functions ? context.table_functions->names() : std::vector<std::string>();
}

logical::NodePtr bind_table_function(const ast::TableFunction& function,
                                     const PlannerContext& context) {
  const auto* call = function.call ? function.call->as<ast::FunctionCall>() : nullptr;
  if (!call) return nullptr;
  const auto name = to_upper(call->name.parts.back().text);
  const auto known = table_function_names(context);
  if (std::find(known.begin(), known.end(), name) == known.end()) return nullptr;
  try {
    auto table = context.table_functions->call(name, texts_of(*call, name));
    return logical::make_node(std::move(table.schema), logical::Values{{}, std::move(table.rows)});
  } catch (Error& error) {
    error.mark(function.call->span);
    throw;
  }
}

}  // namespace streamsql
