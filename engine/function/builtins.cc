#include "engine/function/builtins.h"

#include "engine/function/registry.h"

namespace streamsql {

const FunctionRegistry& builtin_functions() {
  static const auto registry = [] {
    const std::span<const ScalarFunction> families[] = {
        comparison_functions(),
        arithmetic_functions(),
        conditional_functions(),
    };
    return make_function_registry(families);
  }();
  return *registry;
}

}  // namespace streamsql
