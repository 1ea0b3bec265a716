#include "engine/function/registry.h"

#include <algorithm>
#include <cctype>
#include <fmt/format.h>
#include <unordered_map>

#include "engine/base/suggestion.h"
#include "engine/function/signature.h"

namespace streamsql {
namespace {

std::string upper(std::string_view name) {
  std::string out(name);
  for (char& c : out) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  return out;
}

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
  if (is_symbol(name)) return fmt::format("{}{}", name, join(arguments, calcite_name));
  return fmt::format("{}({})", name, join(arguments, calcite_name));
}

struct Overload {
  const ScalarFunction* function;
  Signature signature;
};
using Overloads = std::vector<Overload>;

Error wrong_count(std::string_view name, const Overloads& overloads) {
  std::vector<std::size_t> counts;
  for (const auto& overload : overloads) counts.push_back(overload.signature.parameters.size());
  return Error(ErrorCode::InvalidArgument,
               fmt::format("Invalid number of arguments to function '{}'. Was expecting {} "
                           "arguments",
                           name, *std::max_element(counts.begin(), counts.end())));
}

Error wrong_types(std::string_view name, std::span<const DataType> arguments) {
  return Error(
      ErrorCode::InvalidArgument,
      fmt::format("Cannot apply '{}' to arguments of type '{}'", name, call_text(name, arguments)));
}

std::string accepted_signatures(const Overloads& overloads) {
  std::string out = "accepted: ";
  for (const auto& overload : overloads) {
    if (&overload != &overloads.front()) out += " | ";
    out += overload.function->signature;
  }
  return out;
}

bool any_nullable(std::span<const DataType> types) {
  return std::any_of(types.begin(), types.end(),
                     [](const DataType& type) { return type.nullable(); });
}

DataType result_type(const Overload& overload, const SignatureMatch& fit,
                     std::span<const ColumnPtr> constants) {
  const ScalarFunction& function = *overload.function;
  const DataType type = function.infer ? function.infer({fit.parameters, constants}) : fit.result;
  const auto nulls = overload.signature.result_nulls;
  if (nulls != Signature::ResultNulls::Default) {
    return type.with_nullable(nulls == Signature::ResultNulls::Nullable);
  }
  if (function.nulls == Nulls::Propagate) return type.with_nullable(any_nullable(fit.parameters));
  return function.infer ? type : type.with_nullable(true);
}

class TableRegistry : public FunctionRegistry {
 public:
  explicit TableRegistry(std::span<const std::span<const ScalarFunction>> families) {
    for (const auto& family : families) {
      for (const auto& function : family) add(function);
    }
    for (const auto& [name, overloads] : by_name_) names_.push_back(name);
    std::sort(names_.begin(), names_.end());
  }

  bool contains(std::string_view name) const override { return by_name_.count(upper(name)) > 0; }

  ResolvedFunction resolve(std::string_view name, std::span<const DataType> arguments,
                           std::span<const ColumnPtr> constants) const override {
    const auto found = by_name_.find(upper(name));
    if (found == by_name_.end()) throw unknown(name, arguments);
    const Overloads& overloads = found->second;
    const Overload* chosen = nullptr;
    std::optional<SignatureMatch> fit;
    for (const auto& overload : overloads) {
      auto candidate = match(overload.signature, arguments);
      if (!candidate || (chosen && !candidate->exact)) continue;
      chosen = &overload;
      fit = std::move(candidate);
      if (fit->exact) break;
    }
    if (!chosen) throw no_match(found->first, overloads, arguments);
    DataType result = result_type(*chosen, *fit, constants);
    return {chosen->function, std::move(fit->parameters), std::move(result)};
  }

  std::vector<const ScalarFunction*> functions() const override { return functions_; }
  std::vector<std::string> names() const override { return names_; }

 private:
  void add(const ScalarFunction& function) {
    Signature signature = parse_signature(function.signature);
    std::string name = signature.name;
    functions_.push_back(&function);
    by_name_[std::move(name)].push_back({&function, std::move(signature)});
  }

  Error unknown(std::string_view name, std::span<const DataType> arguments) const {
    return Error(ErrorCode::UnknownFunction,
                 fmt::format("No match found for function signature {}({})", name,
                             join(arguments, calcite_family)))
        .hint(did_you_mean(upper(name), names_));
  }

  static Error no_match(std::string_view name, const Overloads& overloads,
                        std::span<const DataType> arguments) {
    const bool count_fits = std::any_of(
        overloads.begin(), overloads.end(),
        [&](const Overload& overload) { return overload.signature.takes_count(arguments.size()); });
    Error error = count_fits ? wrong_types(name, arguments) : wrong_count(name, overloads);
    return std::move(error).hint(accepted_signatures(overloads));
  }

  std::unordered_map<std::string, Overloads> by_name_;
  std::vector<const ScalarFunction*> functions_;
  std::vector<std::string> names_;
};

}  // namespace

std::unique_ptr<FunctionRegistry> make_function_registry(
    std::span<const std::span<const ScalarFunction>> families) {
  return std::make_unique<TableRegistry>(families);
}

}  // namespace streamsql
