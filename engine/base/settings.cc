#include "engine/base/settings.h"

#include <algorithm>
#include <fmt/format.h>
#include <thread>

#include "engine/base/ascii.h"
#include "engine/base/option_check.h"
#include "engine/base/suggestion.h"

namespace streamsql {
namespace {

struct RenamedKey {
  std::string_view old_key, key;
};

constexpr RenamedKey kRenamedKeys[] = {
    {"execution.savepoint.ignore-unclaimed-state",
     "execution.state-recovery.ignore-unclaimed-state"},
    {"execution.savepoint.path", "execution.state-recovery.path"},
    {"execution.savepoint-restore-mode", "execution.state-recovery.claim-mode"},
    {"restart-strategy", "restart-strategy.type"},
    {"sql-client.display.max-column-width", "table.display.max-column-width"},
    {"state.backend", "state.backend.type"},
    {"state.backend.incremental", "execution.checkpointing.incremental"},
    {"state.checkpoint-storage", "execution.checkpointing.storage"},
    {"state.checkpoints.dir", "execution.checkpointing.dir"},
    {"state.checkpoints.num-retained", "execution.checkpointing.num-retained"},
    {"state.savepoints.dir", "execution.checkpointing.savepoint-dir"},
};

std::string_view current_key(std::string_view key) {
  for (const auto& renamed : kRenamedKeys) {
    if (renamed.old_key == key) return renamed.key;
  }
  return key;
}

std::string unknown_key_warning(std::string_view key) {
  std::vector<std::string> names;
  for (const auto& spec : known_settings()) names.emplace_back(spec.key);
  auto warning = fmt::format("The key '{}' is not known and has no effect.", key);
  if (const auto hint = did_you_mean(key, names); !hint.empty()) warning += " " + hint;
  return warning;
}

// Enum values ignore case.
std::string spelled_as_in(std::string_view values, const std::string& word) {
  while (!values.empty()) {
    const auto end = std::min(values.find('|'), values.size());
    if (equals_ignoring_case(values.substr(0, end), word))
      return std::string(values.substr(0, end));
    values.remove_prefix(std::min(end + 1, values.size()));
  }
  return word;
}

[[noreturn]] void no_value(std::string_view key) {
  throw Error(ErrorCode::Internal, fmt::format("The setting '{}' has no default", key));
}

// Reads a default through the same parsers as a value.
Options as_options(std::string_view key, std::string text) {
  Options options;
  options.set(std::string(key), std::move(text));
  return options;
}

}  // namespace

std::optional<std::string> Settings::set(std::string_view key, OptionValue value) {
  const auto name = current_key(key);
  const auto* spec = find_spec(known_settings(), name);
  if (spec) {
    Options checked;
    checked.set(std::string(name), value);
    check_value(checked, *spec, name);
  }
  values_.set(std::string(name), std::move(value));
  if (!spec) return unknown_key_warning(key);
  const auto note = note_on(*spec, key);
  return note ? std::optional("The key " + *note) : std::nullopt;
}

void Settings::reset(std::string_view key) { values_.erase(current_key(key)); }

bool Settings::contains(std::string_view key) const { return values_.contains(current_key(key)); }

std::optional<std::string> Settings::find(std::string_view key) const {
  const auto name = current_key(key);
  if (auto text = values_.text(name)) return text;
  const auto* spec = find_spec(known_settings(), name);
  if (!spec || spec->default_value.empty()) return std::nullopt;
  return std::string(spec->default_value);
}

std::string Settings::text(std::string_view key) const {
  auto text = find(key);
  if (!text) no_value(key);
  return *text;
}

std::string Settings::word(std::string_view key) const {
  const auto* spec = find_spec(known_settings(), current_key(key));
  const auto word = text(key);
  return spec ? spelled_as_in(spec->values, word) : word;
}

bool Settings::boolean(std::string_view key) const {
  return *as_options(key, text(key)).boolean(key);
}

std::int64_t Settings::integer(std::string_view key) const {
  return *as_options(key, text(key)).integer(key);
}

double Settings::number(std::string_view key) const {
  return *as_options(key, text(key)).number(key);
}

std::chrono::milliseconds Settings::duration(std::string_view key) const {
  const auto value = find_duration(key);
  if (!value) no_value(key);
  return *value;
}

std::optional<std::chrono::milliseconds> Settings::find_duration(std::string_view key) const {
  auto value = find(key);
  if (!value) return std::nullopt;
  return as_options(key, std::move(*value)).duration(key);
}

std::uint64_t Settings::memory_size(std::string_view key) const {
  return *as_options(key, text(key)).memory_size(key);
}

int Settings::parallelism() const {
  const auto table_default = integer("table.exec.resource.default-parallelism");
  if (table_default > 0) return static_cast<int>(table_default);
  const auto value = text("parallelism.default");
  if (value == "auto") return static_cast<int>(std::max(1u, std::thread::hardware_concurrency()));
  const auto number = as_options("parallelism.default", value).integer("parallelism.default");
  if (*number < 1 || *number > 32768) {
    throw values_.invalid("parallelism.default", fmt::format("'{}' is not a parallelism", value))
        .hint("give a number from 1 to 32768, or 'auto' for the number of cores");
  }
  return static_cast<int>(*number);
}

}  // namespace streamsql
