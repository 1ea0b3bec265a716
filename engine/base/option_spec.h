// OptionSpec: one row of an option table, from which validation, help and reference pages come.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace streamsql {

enum class OptionType : std::uint8_t {
  String,
  Boolean,
  Int,  // 64-bit
  Double,
  Duration,    // "10s", "5 min", "1d"; a bare number is milliseconds
  MemorySize,  // "64mb", "128 kb"; a bare number is bytes
  Enum,        // one of `values`, ignoring case
  List,        // separated by ';'
  Map          // a family of keys, "properties.*"
};

// What it means that an option is accepted.
enum class OptionEffect : std::uint8_t {
  Acts,      // its value changes the outcome
  NoMeaning  // accepted so that Flink jobs run unchanged; `summary` says why it cannot matter here
};

struct OptionSpec {
  std::string_view key;  // a Map's key ends in ".*"; '#' stands for a column: "fields.#.kind"
  OptionType type = OptionType::String;
  std::string_view default_value = {};  // as text; empty: none
  bool required = false;
  std::string_view summary = {};  // one sentence
  std::string_view values = {};   // Enum: "a|b|c"
  OptionEffect effect = OptionEffect::Acts;
  bool secret = false;     // never printed: shown as ******
  bool extension = false;  // ★: not in Flink
};

// "10s", "5 min", "100 ms", "1d": one whole number and one unit, as Flink's TimeUtils reads it.
std::optional<std::chrono::milliseconds> parse_duration(std::string_view text);
std::string format_duration(std::chrono::milliseconds duration);  // "10 s"
// "64mb", "1 g", "512": bytes, with Flink's units (powers of 1024).
std::optional<std::uint64_t> parse_memory_size(std::string_view text);

}  // namespace streamsql
