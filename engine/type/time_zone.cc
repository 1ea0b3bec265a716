#include "engine/type/time_zone.h"

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <vector>

#include "engine/base/error.h"
#include "engine/type/civil.h"
#include "engine/type/zone_file.h"

namespace streamsql {

namespace {

Timestamp shift(Timestamp value, std::int64_t millis) {
  return {static_cast<std::int64_t>(static_cast<std::uint64_t>(value.millis) +
                                    static_cast<std::uint64_t>(millis)),
          value.nanos};
}

class FixedZone final : public TimeZone {
 public:
  FixedZone(std::string name, int offset_seconds)
      : name_(std::move(name)), offset_ms_(offset_seconds * std::int64_t{1000}) {}

  const std::string& name() const override { return name_; }
  Timestamp to_local(Timestamp instant) const override { return shift(instant, offset_ms_); }
  Timestamp to_instant(Timestamp local) const override { return shift(local, -offset_ms_); }

 private:
  std::string name_;
  std::int64_t offset_ms_;
};

// Two sorted tables, of instants and of local times: which offset holds is a binary search.
class RegionZone final : public TimeZone {
 public:
  RegionZone(std::string name, const ZoneOffsets& zone)
      : name_(std::move(name)),
        initial_ms_(zone.initial * std::int64_t{1000}),
        repeats_(zone.repeats) {
    for (const OffsetChange& change : zone.changes) {
      instants_.push_back(change.instant);
      // In a gap and in an overlap alike, java.time takes the offset before the change.
      locals_.push_back(change.instant + std::max(change.before, change.after));
      offsets_ms_.push_back(change.after * std::int64_t{1000});
    }
  }

  const std::string& name() const override { return name_; }
  Timestamp to_local(Timestamp instant) const override {
    return shift(instant, offset_ms(instants_, instant.millis));
  }
  Timestamp to_instant(Timestamp local) const override {
    return shift(local, -offset_ms(locals_, local.millis));
  }

 private:
  std::int64_t offset_ms(const std::vector<std::int64_t>& changes, std::int64_t millis) const {
    std::int64_t second = floor_divide(millis, 1000);
    if (repeats_ && second >= changes.back()) {
      second -= ((second - changes.back()) / kCalendarCycle + 1) * kCalendarCycle;
    }
    const auto next = std::upper_bound(changes.begin(), changes.end(), second);
    if (next == changes.begin()) return initial_ms_;
    return offsets_ms_[static_cast<std::size_t>(next - changes.begin()) - 1];
  }

  std::string name_;
  std::int64_t initial_ms_;
  bool repeats_;
  std::vector<std::int64_t> instants_, locals_, offsets_ms_;
};

// Two digits at the front of `text`, which are taken off.
std::optional<int> take_two_digits(std::string_view& text) {
  int value = 0;
  if (text.size() < 2) return std::nullopt;
  const auto [next, error] = std::from_chars(text.data(), text.data() + 2, value);
  if (error != std::errc() || next != text.data() + 2) return std::nullopt;
  text.remove_prefix(2);
  return value;
}

// "h", "hh", "hhmm", "hh:mm", "hhmmss", "hh:mm:ss" behind a sign (java.time.ZoneOffset.of).
std::optional<int> parse_offset(std::string_view text) {
  if (text.size() < 2 || (text[0] != '+' && text[0] != '-')) return std::nullopt;
  const int sign = text[0] == '-' ? -1 : 1;
  text.remove_prefix(1);
  if (text.size() == 1 && text[0] >= '0' && text[0] <= '9') return sign * (text[0] - '0') * 3600;
  int seconds = 0, unit = 3600;
  const bool colons = text.size() > 2 && text[2] == ':';
  while (unit > 0) {
    const auto part = take_two_digits(text);
    if (!part || *part > (unit == 3600 ? 18 : 59)) return std::nullopt;
    seconds += *part * unit;
    if (text.empty()) break;
    if (colons && text.front() != ':') return std::nullopt;
    if (colons) text.remove_prefix(1);
    unit /= 60;
    if (unit == 0) return std::nullopt;
  }
  if (seconds > 18 * 3600) return std::nullopt;
  return sign * seconds;
}

// "UTC", "GMT+8", "Z", "+08:00".
std::optional<int> parse_fixed_zone(std::string_view name) {
  if (name == "Z") return 0;
  for (const std::string_view prefix : {"UTC", "GMT", "UT"}) {
    if (name == prefix) return 0;
    if (name.starts_with(prefix)) return parse_offset(name.substr(prefix.size()));
  }
  return parse_offset(name);
}

// Region names start with a capital and stay within the database.
bool is_region_name(std::string_view name) {
  return !name.empty() && name.front() >= 'A' && name.front() <= 'Z' &&
         name.find("..") == std::string_view::npos && name.find('\0') == std::string_view::npos;
}

std::optional<ZoneOffsets> load_region(std::string_view name) {
  if (!is_region_name(name)) return std::nullopt;
  const char* const folder = std::getenv("TZDIR");
  const std::filesystem::path root = folder != nullptr ? folder : "/usr/share/zoneinfo";
  std::error_code error;
  if (!std::filesystem::is_regular_file(root / name, error)) return std::nullopt;
  std::ifstream file(root / name, std::ios::binary);
  const std::string bytes{std::istreambuf_iterator<char>(file), {}};
  return parse_zone_file(bytes);
}

// The name behind /etc/localtime, a link into the zone database.
std::string system_zone_name() {
  if (const char* name = std::getenv("TZ"); name != nullptr && *name != '\0') {
    return *name == ':' ? name + 1 : name;
  }
  std::error_code error;
  const std::string target = std::filesystem::canonical("/etc/localtime", error).string();
  const std::size_t found = target.find("zoneinfo/");
  return error || found == std::string::npos ? "UTC" : target.substr(found + 9);
}

}  // namespace

TimeZonePtr utc_time_zone() {
  static const TimeZonePtr zone = std::make_shared<FixedZone>("UTC", 0);
  return zone;
}

TimeZonePtr system_time_zone() { return find_time_zone(system_zone_name()); }

TimeZonePtr find_time_zone(std::string_view name) {
  if (name == "UTC") return utc_time_zone();
  if (const auto offset = parse_fixed_zone(name)) {
    return std::make_shared<FixedZone>(std::string(name), *offset);
  }
  if (const auto zone = load_region(name)) {
    return std::make_shared<RegionZone>(std::string(name), *zone);
  }
  throw Error(ErrorCode::InvalidOption, "Unknown time zone '" + std::string(name) + "'")
      .hint("use a region such as 'Europe/Paris', an offset such as 'GMT-08:00', or 'UTC'");
}

}  // namespace streamsql
