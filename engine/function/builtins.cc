#include "engine/function/builtins.h"

#include "engine/function/registry.h"

namespace streamsql {

const FunctionRegistry& builtin_functions() {
  static const auto registry = [] {
    // clang-format off
    const std::span<const ScalarFunction> families[] = {
        comparison_functions(),
        arithmetic_functions(),
        conditional_functions(),
        math_functions(),
        rounding_functions(),
        random_functions(),
        string_functions(),
        string_search_functions(),
        like_functions(),
        regex_functions(),
        encoding_functions(),
        url_functions(),
        hash_functions(),
        collection_functions(),
        array_functions(),
        json_query_functions(),
        json_construct_functions(),
        temporal_field_functions(),
        temporal_arithmetic_functions(),
        temporal_text_functions(),
        temporal_now_functions(),
    };
    // clang-format on
    return make_function_registry(families);
  }();
  return *registry;
}

}  // namespace streamsql
