// Settings: what SET, -D and the command line configure, with a table of every key that is known.
#pragma once

#include <chrono>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "engine/base/options.h"

namespace streamsql {

// The known keys, sorted. A NoMeaning key is accepted so that Flink jobs run unchanged; its summary
// says why it cannot matter here.
std::span<const OptionSpec> known_settings();

// The configuration of a session; a job takes a copy when it is planned. A value type.
// Old names of keys ("state.backend") mean the new ones. Keys are case-sensitive, as in Flink.
class Settings {
 public:
  // Throws InvalidOption when a known key's value is not of its type. Returns what the user should
  // be told: an unknown key (with the nearest known one), or a key that means nothing here.
  std::optional<std::string> set(std::string_view key, OptionValue value);
  std::optional<std::string> set(std::string_view key, std::string text) {
    return set(key, OptionValue{std::move(text), {}, {}});
  }
  void reset() { values_ = {}; }
  void reset(std::string_view key);

  // What was set, under the new names.
  const Options& entries() const { return values_; }
  bool contains(std::string_view key) const;

  // The value that was set, else the key's default. The key must be known and, for the getters that
  // do not return an optional, have a default.
  std::optional<std::string> find(std::string_view key) const;
  std::string text(std::string_view key) const;
  std::string word(std::string_view key) const;  // of an Enum: as the table spells it
  bool boolean(std::string_view key) const;
  std::int64_t integer(std::string_view key) const;
  double number(std::string_view key) const;
  std::chrono::milliseconds duration(std::string_view key) const;
  std::optional<std::chrono::milliseconds> find_duration(std::string_view key) const;
  std::uint64_t memory_size(std::string_view key) const;

  // table.exec.resource.default-parallelism, else parallelism.default; 'auto' means the cores.
  int parallelism() const;

 private:
  Options values_;
};

}  // namespace streamsql
