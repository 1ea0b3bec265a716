// Missing functions: what to say about names that are known, but not here.
#pragma once

#include <optional>
#include <string_view>

#include "engine/base/error.h"

namespace streamsql {

// Functions of Flink that streamsql does not have yet are refused by name (UnsupportedSyntax).
// Nothing for other names. `name` in upper case.
std::optional<Error> refused_function(std::string_view name);

// What Flink SQL has in place of a function of other databases (LENGTH, NVL, DATE_TRUNC); "" when
// nothing is known. `name` in upper case.
std::string_view flink_equivalent(std::string_view name);

}  // namespace streamsql
