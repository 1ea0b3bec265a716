#include "engine/type/time_zone.h"

#include <charconv>
#include <cstdlib>
#include <date/tz.h>
#include <filesystem>
#include <optional>

#include "engine/base/error.h"
#include "engine/type/civil.h"

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

class RegionZone final : public TimeZone {
 public:
  RegionZone(std::string name, const date::time_zone* zone) : name_(std::move(name)), zone_(zone) {}

  const std::string& name() const override { return name_; }

  Timestamp to_local(Timestamp instant) const override {
    const date::sys_seconds at(std::chrono::seconds(floor_divide(instant.millis, 1000)));
    return shift(instant, offset_ms(zone_->get_info(at)));
  }
  // In a gap and in an overlap alike, the first of the two offsets is the one java.time takes.
  Timestamp to_instant(Timestamp local) const override {
    const date::local_seconds at(std::chrono::seconds(floor_divide(local.millis, 1000)));
    return shift(local, -offset_ms(zone_->get_info(at).first));
  }

 private:
  static std::int64_t offset_ms(const date::sys_info& info) { return info.offset.count() * 1000; }

  std::string name_;
  const date::time_zone* zone_;
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

const date::time_zone* locate(std::string_view name) {
  try {
    return date::locate_zone(std::string(name));
  } catch (const std::exception&) {
    return nullptr;
  }
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
  if (const date::time_zone* const zone = locate(name)) {
    return std::make_shared<RegionZone>(std::string(name), zone);
  }
  throw Error(ErrorCode::InvalidOption, "Unknown time zone '" + std::string(name) + "'")
      .hint("use a region such as 'Europe/Paris', an offset such as 'GMT-08:00', or 'UTC'");
}

}  // namespace streamsql
