// Built-ins: one table of functions per family; builtins.cc lists them all.
#pragma once

#include <span>

#include "engine/function/function.h"

namespace streamsql {

std::span<const ScalarFunction> comparison_functions();
std::span<const ScalarFunction> arithmetic_functions();
std::span<const ScalarFunction> conditional_functions();

}  // namespace streamsql
