// Call errors: what is said when no function, or none of its signatures, fits a call.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/error.h"
#include "engine/function/signature.h"

namespace streamsql {

// In Flink's words; with "did you mean" one of `names`.
Error unknown_function(std::string_view name, std::span<const DataType> arguments,
                       std::span<const std::string> names);
// That the number or the types of the arguments fit none of the signatures.
Error call_mismatch(std::string_view name, std::span<const Signature* const> signatures,
                    std::span<const DataType> arguments);

}  // namespace streamsql
