// What a user is told of an option that is accepted and cannot matter here.
#pragma once

#include <fmt/format.h>
#include <optional>
#include <string>

#include "engine/base/option_spec.h"

namespace streamsql {

// Nothing where its value changes the outcome.
inline std::optional<std::string> note_on(const OptionSpec& spec, std::string_view key) {
  if (spec.effect != OptionEffect::NoMeaning) return std::nullopt;
  return fmt::format("'{}' has no effect here: {}", key, spec.summary);
}

}  // namespace streamsql
