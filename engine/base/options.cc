#include "engine/base/options.h"

#include <algorithm>
#include <charconv>
#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include "engine/base/ascii.h"
#include "engine/base/option_check.h"
#include "engine/base/secret_text.h"
#include "engine/base/suggestion.h"

namespace streamsql {
namespace {

std::string_view trim(std::string_view text) {
  const auto is_blank = [](char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; };
  while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
  return text;
}

std::vector<std::string> split(std::string_view text, char separator) {
  std::vector<std::string> out;
  while (!text.empty()) {
    const auto end = std::min(text.find(separator), text.size());
    out.emplace_back(trim(text.substr(0, end)));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return out;
}

template <typename T>
std::optional<T> parse_number(std::string_view text) {
  T value{};
  text = trim(text);
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

std::optional<bool> parse_boolean(std::string_view text) {
  const auto word = to_lower(trim(text));
  if (word == "true") return true;
  if (word == "false") return false;
  return std::nullopt;
}

struct NumberWithUnit {
  std::uint64_t number;
  std::string unit;  // lower case
};

std::optional<NumberWithUnit> parse_with_unit(std::string_view text) {
  text = trim(text);
  const auto digits = std::min(text.find_first_not_of("0123456789"), text.size());
  const auto number = parse_number<std::uint64_t>(text.substr(0, digits));
  if (!number) return std::nullopt;
  return NumberWithUnit{*number, to_lower(trim(text.substr(digits)))};
}

struct Unit {
  std::string_view names;  // separated and surrounded by blanks
  std::uint64_t factor;
};

std::optional<std::uint64_t> factor_of(std::span<const Unit> units, const std::string& name) {
  for (const auto& unit : units) {
    if (unit.names.find(" " + name + " ") != std::string_view::npos) return unit.factor;
  }
  return std::nullopt;
}

// In microseconds, because Flink also knows µs and ns.
constexpr Unit kTimeUnits[] = {
    {" d day days ", 86'400'000'000},
    {" h hour hours ", 3'600'000'000},
    {" m min minute minutes ", 60'000'000},
    {" s sec secs second seconds ", 1'000'000},
    {"  ms milli millis millisecond milliseconds ", 1'000},
    {" µs micro micros microsecond microseconds ", 1},
};
constexpr Unit kSizeUnits[] = {
    {"  b bytes ", 1},
    {" k kb kibibytes ", 1ull << 10},
    {" m mb mebibytes ", 1ull << 20},
    {" g gb gibibytes ", 1ull << 30},
    {" t tb tebibytes ", 1ull << 40},
};

std::string_view type_name(OptionType type) {
  switch (type) {
    case OptionType::Boolean: return "true or false";
    case OptionType::Int: return "a whole number";
    case OptionType::Double: return "a number";
    case OptionType::Duration: return "a duration such as '10 s' or '5 min'";
    case OptionType::MemorySize: return "a size such as '64 mb'";
    default: return "text";
  }
}

bool parses(const OptionSpec& spec, std::string_view text) {
  switch (spec.type) {
    case OptionType::Boolean: return parse_boolean(text).has_value();
    case OptionType::Int: return parse_number<std::int64_t>(text).has_value();
    case OptionType::Double: return parse_number<double>(text).has_value();
    case OptionType::Duration: return parse_duration(text).has_value();
    case OptionType::MemorySize: return parse_memory_size(text).has_value();
    case OptionType::Enum: {
      const auto values = split(spec.values, '|');
      const auto wanted = to_lower(trim(text));
      return std::any_of(values.begin(), values.end(),
                         [&](const auto& value) { return to_lower(value) == wanted; });
    }
    default: return true;
  }
}

// '#' in a pattern matches one or more characters, a final '*' matches any.
bool matches(std::string_view pattern, std::string_view key) {
  if (pattern.empty()) return key.empty();
  if (pattern == "*") return !key.empty();
  if (pattern.front() == '#') {
    for (std::size_t i = 1; i <= key.size(); ++i) {
      if (matches(pattern.substr(1), key.substr(i))) return true;
    }
    return false;
  }
  return !key.empty() && pattern.front() == key.front() &&
         matches(pattern.substr(1), key.substr(1));
}

Error unknown_option(std::string_view key, const OptionValue& value,
                     std::span<const OptionSpec> specs, std::string_view subject) {
  std::vector<std::string> keys;
  for (const auto& spec : specs) keys.emplace_back(spec.key);
  std::sort(keys.begin(), keys.end());
  auto hint = did_you_mean(key, keys);
  if (hint.empty()) hint = fmt::format("supported options: {}", fmt::join(keys, ", "));
  return Error(ErrorCode::UnknownOption, fmt::format("Unknown option '{}' for {}", key, subject))
      .at(value.key_span)
      .hint(std::move(hint));
}

}  // namespace

std::optional<std::chrono::milliseconds> parse_duration(std::string_view text) {
  const auto parsed = parse_with_unit(text);
  if (!parsed) return std::nullopt;
  const auto factor = factor_of(kTimeUnits, parsed->unit);
  std::uint64_t micros = 0;
  if (!factor || __builtin_mul_overflow(parsed->number, *factor, &micros)) return std::nullopt;
  return std::chrono::milliseconds(micros / 1000);
}

std::string format_duration(std::chrono::milliseconds duration) {
  const auto millis = duration.count();
  if (millis % 86'400'000 == 0 && millis > 0) return fmt::format("{} d", millis / 86'400'000);
  if (millis % 3'600'000 == 0 && millis > 0) return fmt::format("{} h", millis / 3'600'000);
  if (millis % 60'000 == 0 && millis > 0) return fmt::format("{} min", millis / 60'000);
  if (millis % 1000 == 0) return fmt::format("{} s", millis / 1000);
  return fmt::format("{} ms", millis);
}

std::optional<std::uint64_t> parse_memory_size(std::string_view text) {
  const auto parsed = parse_with_unit(text);
  if (!parsed) return std::nullopt;
  const auto factor = factor_of(kSizeUnits, parsed->unit);
  std::uint64_t bytes = 0;
  if (!factor || __builtin_mul_overflow(parsed->number, *factor, &bytes)) return std::nullopt;
  return bytes;
}

void Options::set(std::string key, OptionValue value) {
  entries_.insert_or_assign(std::move(key), std::move(value));
}

void Options::erase(std::string_view key) {
  const auto found = entries_.find(key);
  if (found != entries_.end()) entries_.erase(found);
}

bool Options::contains(std::string_view key) const { return entries_.find(key) != entries_.end(); }

const OptionValue* Options::find(std::string_view key) const {
  const auto found = entries_.find(key);
  return found == entries_.end() ? nullptr : &found->second;
}

std::optional<std::string> Options::text(std::string_view key) const {
  const auto* value = find(key);
  if (!value) return std::nullopt;
  return value->text;
}

namespace {

template <typename T, typename Parse>
std::optional<T> typed(const Options& options, std::string_view key, Parse parse, OptionType type) {
  const auto* value = options.find(key);
  if (!value) return std::nullopt;
  const std::optional<T> parsed = parse(value->text);
  if (parsed) return parsed;
  throw options.invalid(key, fmt::format("Invalid value '{}' for option '{}': expected {}",
                                         value->text, key, type_name(type)));
}

}  // namespace

std::optional<bool> Options::boolean(std::string_view key) const {
  return typed<bool>(*this, key, parse_boolean, OptionType::Boolean);
}

std::optional<std::int64_t> Options::integer(std::string_view key) const {
  return typed<std::int64_t>(*this, key, parse_number<std::int64_t>, OptionType::Int);
}

std::optional<double> Options::number(std::string_view key) const {
  return typed<double>(*this, key, parse_number<double>, OptionType::Double);
}

std::optional<std::chrono::milliseconds> Options::duration(std::string_view key) const {
  return typed<std::chrono::milliseconds>(*this, key, parse_duration, OptionType::Duration);
}

std::optional<std::uint64_t> Options::memory_size(std::string_view key) const {
  return typed<std::uint64_t>(*this, key, parse_memory_size, OptionType::MemorySize);
}

std::vector<std::string> Options::list(std::string_view key) const {
  const auto* value = find(key);
  return value ? split(value->text, ';') : std::vector<std::string>();
}

Options Options::below(std::string_view prefix) const {
  Options out;
  for (auto it = entries_.lower_bound(prefix); it != entries_.end(); ++it) {
    if (!std::string_view(it->first).starts_with(prefix)) break;
    out.set(it->first.substr(prefix.size()), it->second);
  }
  return out;
}

Error Options::invalid(std::string_view key, std::string message) const {
  Error error(ErrorCode::InvalidOption, std::move(message));
  const auto* value = find(key);
  if (value && value->value_span.end > 0) error.mark(value->value_span);
  return error;
}

const OptionSpec* find_spec(std::span<const OptionSpec> specs, std::string_view key) {
  for (const auto& spec : specs) {
    if (spec.key == key) return &spec;
  }
  for (const auto& spec : specs) {
    if (matches(spec.key, key)) return &spec;
  }
  return nullptr;
}

void check_value(const Options& options, const OptionSpec& spec, std::string_view key) {
  const auto& text = options.find(key)->text;
  if (parses(spec, text)) return;
  const auto shown = printable_value(&spec, key, text);
  if (spec.type == OptionType::Enum) {
    const auto values = split(spec.values, '|');
    auto hint = did_you_mean(text, values);
    if (hint.empty()) hint = fmt::format("one of: {}", fmt::join(values, ", "));
    throw options.invalid(key, fmt::format("Invalid value '{}' for option '{}'", shown, key))
        .hint(std::move(hint));
  }
  throw options.invalid(key, fmt::format("Invalid value '{}' for option '{}': expected {}", shown,
                                         key, type_name(spec.type)));
}

void validate_options(const Options& options, std::span<const OptionSpec> specs,
                      std::string_view subject) {
  for (const auto& [key, value] : options.entries()) {
    const auto* spec = find_spec(specs, key);
    if (!spec) throw unknown_option(key, value, specs, subject);
    check_value(options, *spec, key);
    if (const auto note = note_on(*spec, key)) spdlog::info("{}: {}", subject, *note);
  }
  for (const auto& spec : specs) {
    if (!spec.required || options.contains(spec.key)) continue;
    throw Error(ErrorCode::MissingOption,
                fmt::format("Option '{}' is missing for {}", spec.key, subject))
        .hint(fmt::format("add '{}' = '…' to the WITH clause: {}", spec.key, spec.summary));
  }
}

std::string printable_value(const OptionSpec* spec, std::string_view key, std::string_view text) {
  const auto name = to_lower(key);
  const bool looks_secret =
      name.find("password") != std::string::npos || name.find("secret") != std::string::npos ||
      name.find("jaas") != std::string::npos || name.find("token") != std::string::npos;
  return (spec && spec->secret) || looks_secret ? "******" : hide_secrets(std::string(text));
}

}  // namespace streamsql
