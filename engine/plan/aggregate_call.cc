#include "engine/plan/aggregate_call.h"

#include <fmt/format.h>

namespace streamsql {
namespace {

std::string column_text(int column, const std::vector<std::string>& input) {
  const auto index = static_cast<std::size_t>(column);
  return index < input.size() ? input[index] : fmt::format("${}", column);
}

}  // namespace

std::string to_string(const AggregateCall& call, const std::vector<std::string>& input) {
  std::string arguments;
  for (const int argument : call.arguments) {
    arguments += (arguments.empty() ? "" : ", ") + column_text(argument, input);
  }
  if (call.arguments.empty()) arguments = "*";
  auto out = fmt::format("{}({}{})", call.name, call.distinct ? "DISTINCT " : "", arguments);
  if (call.filter) out += " FILTER " + column_text(*call.filter, input);
  return out;
}

}  // namespace streamsql
