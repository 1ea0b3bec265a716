// Registry: builds a FunctionRegistry from the tables of the families.
#pragma once

#include <memory>
#include <span>

#include "engine/function/function.h"

namespace streamsql {

// Parses every signature once. The rows must outlive the registry. Throws Error(Internal) for a
// signature that cannot be read.
std::unique_ptr<FunctionRegistry> make_function_registry(
    std::span<const std::span<const ScalarFunction>> families);

}  // namespace streamsql
