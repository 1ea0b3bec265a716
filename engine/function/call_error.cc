#include "engine/function/call_error.h"

#include <algorithm>
#include <fmt/format.h>

#include "engine/base/ascii.h"
#include "engine/base/suggestion.h"
#include "engine/function/missing_function.h"

namespace streamsql {
namespace {

// The names that Calcite, and so Flink's messages, give to types.
std::string calcite_name(const DataType& type) {
  if (type.is(TypeKind::Int)) return "INTEGER";
  if (type.is(TypeKind::Varchar)) return fmt::format("VARCHAR({})", type.length());
  if (type.is(TypeKind::Array)) return calcite_name(type.element()) + " ARRAY";
  return type.with_nullable(true).with_time_attribute(TimeAttribute::None).to_sql();
}

std::string calcite_family(const DataType& type) {
  if (type.is_character()) return "CHARACTER";
  if (type.is_numeric()) return "NUMERIC";
  return calcite_name(type);
}

std::string join(std::span<const DataType> types, std::string (*text)(const DataType&)) {
  std::string out;
  for (const auto& type : types) {
    if (!out.empty()) out += ", ";
    out += "<" + text(type) + ">";
  }
  return out;
}

bool is_symbol(std::string_view name) {
  return !name.empty() && !std::isalnum(static_cast<unsigned char>(name[0]));
}

// "<INTEGER> + <CHAR(1)>" or "UPPER(<INTEGER>)".
std::string call_text(std::string_view name, std::span<const DataType> arguments) {
  if (is_symbol(name) && arguments.size() == 2) {
    return fmt::format("<{}> {} <{}>", calcite_name(arguments[0]), name,
                       calcite_name(arguments[1]));
  }
  if (is_symbol(name) && arguments.size() == 1) {
    return fmt::format("{}{}", name, join(arguments, calcite_name));
  }
  return fmt::format("{}({})", name, join(arguments, calcite_name));
}

Error wrong_count(std::string_view name, std::span<const Signature* const> signatures) {
  std::size_t most = 0;
  for (const auto* signature : signatures) most = std::max(most, signature->parameters.size());
  return Error(ErrorCode::InvalidArgument,
               fmt::format("Invalid number of arguments to function '{}'. Was expecting {} "
                           "arguments",
                           name, most));
}

}  // namespace

Error unknown_function(std::string_view name, std::span<const DataType> arguments,
                       std::span<const std::string> names) {
  const std::string upper = to_upper(name);
  if (auto refused = refused_function(upper)) return *std::move(refused);
  const std::vector<std::string> candidates(names.begin(), names.end());
  const auto instead = flink_equivalent(upper);
  return Error(ErrorCode::UnknownFunction,
               fmt::format("No match found for function signature {}({})", name,
                           join(arguments, calcite_family)))
      .hint(instead.empty() ? did_you_mean(upper, candidates)
                            : fmt::format("Flink SQL has {}", instead));
}

Error call_mismatch(std::string_view name, std::span<const Signature* const> signatures,
                    std::span<const DataType> arguments) {
  const bool count_fits = std::any_of(
      signatures.begin(), signatures.end(),
      [&](const Signature* signature) { return signature->takes_count(arguments.size()); });
  if (!count_fits) return wrong_count(name, signatures);
  return Error(
      ErrorCode::InvalidArgument,
      fmt::format("Cannot apply '{}' to arguments of type '{}'", name, call_text(name, arguments)));
}

}  // namespace streamsql
