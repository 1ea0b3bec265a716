// Options: the WITH (…) of a table, typed and validated, with the place of every value.
#pragma once

#include <chrono>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/error.h"
#include "engine/base/option_spec.h"

namespace streamsql {

struct OptionValue {
  std::string text;
  SourceSpan key_span, value_span;
};

// A plain value type. Getters throw Error(InvalidOption) at the value's place when the text does
// not fit the type asked for. Keys are case-sensitive, as in Flink.
class Options {
 public:
  void set(std::string key, OptionValue value);
  void set(std::string key, std::string text) {
    set(std::move(key), OptionValue{std::move(text), {}, {}});
  }
  void erase(std::string_view key);

  bool contains(std::string_view key) const;
  const OptionValue* find(std::string_view key) const;
  const std::map<std::string, OptionValue, std::less<>>& entries() const { return entries_; }

  std::optional<std::string> text(std::string_view key) const;
  std::optional<bool> boolean(std::string_view key) const;
  std::optional<std::int64_t> integer(std::string_view key) const;
  std::optional<double> number(std::string_view key) const;
  std::optional<std::chrono::milliseconds> duration(std::string_view key) const;
  std::optional<std::uint64_t> memory_size(std::string_view key) const;
  std::vector<std::string> list(std::string_view key) const;  // split at ';', blanks trimmed
  // Everything below `prefix` ("properties."), keys without it.
  Options below(std::string_view prefix) const;

  // An error about one option, at the place of its value.
  Error invalid(std::string_view key, std::string message) const;

 private:
  std::map<std::string, OptionValue, std::less<>> entries_;
};

// Checks every entry against the tables: unknown keys ("did you mean"), missing required ones, and
// values that do not parse as their type. `subject` names the table in messages. Defaults are not
// filled in: a getter's caller writes options.duration("x").value_or(default_of(specs, "x")).
void validate_options(const Options& options, std::span<const OptionSpec> specs,
                      std::string_view subject);

// The spec a key belongs to ("properties.acks" belongs to "properties.*"), or null.
const OptionSpec* find_spec(std::span<const OptionSpec> specs, std::string_view key);

// The value as it may be printed: secrets become "******".
std::string printable_value(const OptionSpec* spec, std::string_view key, std::string_view text);

}  // namespace streamsql
