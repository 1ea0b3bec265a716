#include "engine/function/call_hint.h"

#include <algorithm>
#include <fmt/format.h>

namespace streamsql {
namespace {

constexpr std::size_t kMostSignatures = 4;

struct OperatorHint {
  std::string_view name, hint;
};
constexpr OperatorHint kHints[] = {
    {"+", "+ takes numbers, or a date or time and an INTERVAL"},
    {"-",
     "- takes numbers, or a date or time and an INTERVAL; TIMESTAMPDIFF(SECOND, a, b) and "
     "(b - a) SECOND measure the time from a to b"},
    {"*", "* takes numbers, or an INTERVAL and a number"},
    {"/", "/ takes numbers"},
    {"%", "% takes whole numbers and decimals"},
    {"||", "|| joins text; make text of a value by CAST(… AS STRING)"},
};

bool is_comparison(std::string_view name) {
  return name == "=" || name == "<>" || name == "<" || name == "<=" || name == ">" || name == ">=";
}

bool any_text(std::span<const DataType> types) {
  return std::any_of(types.begin(), types.end(),
                     [](const DataType& type) { return type.is_character(); });
}

}  // namespace

std::string operator_hint(std::string_view name, std::span<const DataType> arguments) {
  if (is_comparison(name)) {
    return "both sides need types that can be compared; cast one to the type of the other";
  }
  const auto* found = std::find_if(std::begin(kHints), std::end(kHints),
                                   [&](const auto& row) { return row.name == name; });
  if (found == std::end(kHints)) return "";
  if (!any_text(arguments) || name == "||") return std::string(found->hint);
  if (name == "+") return fmt::format("use || to join text; {}", found->hint);
  return fmt::format("{}; make a number of text by CAST(… AS DOUBLE)", found->hint);
}

std::string accepted_signatures(std::span<const std::string_view> signatures) {
  const auto shown = signatures.first(std::min(kMostSignatures, signatures.size()));
  const auto more = signatures.size() - shown.size();
  return fmt::format("accepted: {}{}", fmt::join(shown, " | "),
                     more > 0 ? fmt::format(" | {} more", more) : "");
}

}  // namespace streamsql
