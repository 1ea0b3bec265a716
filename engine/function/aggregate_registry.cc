#include <algorithm>
#include <unordered_map>

#include "engine/base/ascii.h"
#include "engine/function/aggregate_families.h"
#include "engine/function/call_error.h"
#include "engine/function/signature.h"

namespace streamsql {
namespace {

struct Overload {
  const AggregateFunction* function;
  Signature signature;
};
using Overloads = std::vector<Overload>;

Error no_match(std::string_view name, const Overloads& overloads,
               std::span<const DataType> arguments) {
  std::vector<const Signature*> signatures;
  std::string accepted = "accepted: ";
  for (const auto& overload : overloads) {
    if (!signatures.empty()) accepted += " | ";
    signatures.push_back(&overload.signature);
    accepted += overload.function->signature;
  }
  return call_mismatch(name, signatures, arguments).hint(accepted);
}

bool result_nullable(const AggregateFunction& function, std::span<const DataType> parameters,
                     AggregateUse use) {
  if (function.empty == AggregateEmpty::NotNull) return false;
  const bool nullable_argument = std::any_of(parameters.begin(), parameters.end(),
                                             [](const DataType& type) { return type.nullable(); });
  return nullable_argument || (function.empty == AggregateEmpty::Null && use.may_be_empty);
}

ResolvedAggregate resolved(const AggregateFunction& function, SignatureMatch fit,
                           AggregateUse use) {
  const DataType type = function.infer ? function.infer(fit.parameters) : fit.result;
  const bool nullable = result_nullable(function, fit.parameters, use);
  return {&function, std::move(fit.parameters),
          type.with_time_attribute(TimeAttribute::None).with_nullable(nullable)};
}

class TableRegistry final : public AggregateRegistry {
 public:
  explicit TableRegistry(std::span<const std::span<const AggregateFunction>> families) {
    for (const auto& family : families) {
      for (const auto& function : family) add(function);
    }
    for (const auto& [name, overloads] : by_name_) names_.push_back(name);
    std::sort(names_.begin(), names_.end());
  }

  bool contains(std::string_view name) const override { return by_name_.count(to_upper(name)) > 0; }

  ResolvedAggregate resolve(std::string_view name, std::span<const DataType> arguments,
                            AggregateUse use) const override {
    const auto found = by_name_.find(to_upper(name));
    if (found == by_name_.end()) throw unknown_function(name, arguments, names_);
    const Overload* chosen = nullptr;
    std::optional<SignatureMatch> fit;
    for (const auto& overload : found->second) {
      auto candidate = match(overload.signature, arguments);
      if (!candidate || (chosen && !candidate->exact)) continue;
      chosen = &overload;
      fit = std::move(candidate);
      if (fit->exact) break;
    }
    if (!chosen) throw no_match(found->first, found->second, arguments);
    return resolved(*chosen->function, *std::move(fit), use);
  }

  std::vector<const AggregateFunction*> functions() const override { return functions_; }
  std::vector<std::string> names() const override { return names_; }

 private:
  void add(const AggregateFunction& function) {
    Signature signature = parse_signature(function.signature);
    std::string name = signature.name;
    functions_.push_back(&function);
    by_name_[std::move(name)].push_back({&function, std::move(signature)});
  }

  std::unordered_map<std::string, Overloads> by_name_;
  std::vector<const AggregateFunction*> functions_;
  std::vector<std::string> names_;
};

}  // namespace

const AggregateRegistry& builtin_aggregates() {
  static const TableRegistry registry = [] {
    const std::span<const AggregateFunction> families[] = {
        number_aggregates(),
        variance_aggregates(),
        extreme_aggregates(),
        list_aggregates(),
    };
    return TableRegistry(families);
  }();
  return registry;
}

}  // namespace streamsql
