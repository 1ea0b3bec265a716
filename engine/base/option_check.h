// What is wrong with one option's value, and what a user is told of one that cannot matter here.
#pragma once

#include <fmt/format.h>
#include <optional>
#include <string>

#include "engine/base/option_spec.h"

namespace streamsql {

class Options;

// Throws InvalidOption, with the values that are allowed, for what `options` says of `key`.
void check_value(const Options& options, const OptionSpec& spec, std::string_view key);

// Nothing where its value changes the outcome.
inline std::optional<std::string> note_on(const OptionSpec& spec, std::string_view key) {
  if (spec.effect != OptionEffect::NoMeaning) return std::nullopt;
  return fmt::format("'{}' has no effect here: {}", key, spec.summary);
}

}  // namespace streamsql
