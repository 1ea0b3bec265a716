// Built-ins: one table of functions per family; builtins.cc lists them all.
#pragma once

#include <span>

#include "engine/function/function.h"

namespace streamsql {

std::span<const ScalarFunction> comparison_functions();
std::span<const ScalarFunction> arithmetic_functions();
std::span<const ScalarFunction> conditional_functions();
std::span<const ScalarFunction> math_functions();
std::span<const ScalarFunction> rounding_functions();
std::span<const ScalarFunction> random_functions();
std::span<const ScalarFunction> string_functions();
std::span<const ScalarFunction> string_search_functions();
std::span<const ScalarFunction> like_functions();
std::span<const ScalarFunction> regex_functions();
std::span<const ScalarFunction> encoding_functions();
std::span<const ScalarFunction> url_functions();
std::span<const ScalarFunction> hash_functions();
std::span<const ScalarFunction> collection_functions();
std::span<const ScalarFunction> array_functions();
std::span<const ScalarFunction> json_query_functions();
std::span<const ScalarFunction> json_construct_functions();
std::span<const ScalarFunction> temporal_field_functions();
std::span<const ScalarFunction> temporal_arithmetic_functions();
std::span<const ScalarFunction> temporal_text_functions();
std::span<const ScalarFunction> temporal_now_functions();

}  // namespace streamsql
