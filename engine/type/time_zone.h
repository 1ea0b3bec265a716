// TimeZone: what table.local-time-zone names, from the system's zone database.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "engine/type/timestamp.h"

namespace streamsql {

// Immutable and safe to use from any thread.
class TimeZone {
 public:
  virtual ~TimeZone() = default;
  virtual const std::string& name() const = 0;
  // The local date and time at an instant.
  virtual Timestamp to_local(Timestamp instant) const = 0;
  // The instant of a local date and time, by java.time's rules: in a gap the offset before it
  // holds (the time moves forward), in an overlap the earlier offset.
  virtual Timestamp to_instant(Timestamp local) const = 0;
};
using TimeZonePtr = std::shared_ptr<const TimeZone>;

TimeZonePtr utc_time_zone();
// The system's zone (TZ, /etc/localtime), which is what 'default' stands for.
TimeZonePtr system_time_zone();
// Accepts what Java's ZoneId.of accepts and Flink allows: region names, "UTC", "GMT-08:00",
// "+08:00". Throws InvalidOption naming the zone.
TimeZonePtr find_time_zone(std::string_view name);

}  // namespace streamsql
