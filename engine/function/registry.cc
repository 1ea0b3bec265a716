#include "engine/function/registry.h"

#include <algorithm>
#include <unordered_map>

#include "engine/base/ascii.h"
#include "engine/function/call_error.h"
#include "engine/function/call_hint.h"
#include "engine/function/signature.h"

namespace streamsql {
namespace {

struct Overload {
  const ScalarFunction* function;
  Signature signature;
};
using Overloads = std::vector<Overload>;

// Of an operator one sentence, of a function what it accepts.
std::string call_hint(std::string_view name, const Overloads& overloads,
                      std::span<const DataType> arguments) {
  if (auto hint = operator_hint(name, arguments); !hint.empty()) return hint;
  std::vector<std::string_view> signatures;
  for (const auto& overload : overloads) signatures.push_back(overload.function->signature);
  return accepted_signatures(signatures);
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

  bool contains(std::string_view name) const override { return by_name_.count(to_upper(name)) > 0; }

  ResolvedFunction resolve(std::string_view name, std::span<const DataType> arguments,
                           std::span<const ColumnPtr> constants) const override {
    const auto found = by_name_.find(to_upper(name));
    if (found == by_name_.end()) throw unknown_function(name, arguments, names_);
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

  static Error no_match(std::string_view name, const Overloads& overloads,
                        std::span<const DataType> arguments) {
    std::vector<const Signature*> signatures;
    for (const auto& overload : overloads) signatures.push_back(&overload.signature);
    return call_mismatch(name, signatures, arguments).hint(call_hint(name, overloads, arguments));
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
