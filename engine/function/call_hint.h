// Call hints: what to do about a call that fits no overload.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "engine/type/data_type.h"

namespace streamsql {

// One sentence about what the operator ("+", "=", "||") takes; "" for what has none. Its overloads
// are too many to read.
std::string operator_hint(std::string_view name, std::span<const DataType> arguments);

// "accepted: …": the first few signatures, and how many more there are.
std::string accepted_signatures(std::span<const std::string_view> signatures);

}  // namespace streamsql
