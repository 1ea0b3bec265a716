#include "engine/type/time_zone.h"

#include <doctest/doctest.h>

#include "engine/base/error.h"

using namespace streamsql;

namespace {

std::string to_local(const char* zone, const char* utc) {
  std::string out;
  append_timestamp(find_time_zone(zone)->to_local(parse_timestamp(utc, 0).value()), 0, out);
  return out;
}

std::string to_instant(const char* zone, const char* local) {
  std::string out;
  append_timestamp(find_time_zone(zone)->to_instant(parse_timestamp(local, 0).value()), 0, out);
  return out;
}

}  // namespace

TEST_CASE("a region shifts by its offset of the day") {
  CHECK(to_local("Europe/Berlin", "2021-01-01 12:00:00") == "2021-01-01 13:00:00");
  CHECK(to_local("Europe/Berlin", "2021-07-01 12:00:00") == "2021-07-01 14:00:00");
  CHECK(to_instant("Asia/Shanghai", "2021-07-01 08:00:00") == "2021-07-01 00:00:00");
}

TEST_CASE("a local time within a gap moves forward") {
  CHECK(to_instant("America/Los_Angeles", "2021-03-14 02:30:00") == "2021-03-14 10:30:00");
  CHECK(to_local("America/Los_Angeles", "2021-03-14 10:30:00") == "2021-03-14 03:30:00");
}

TEST_CASE("a local time that happens twice is the earlier one") {
  CHECK(to_instant("America/Los_Angeles", "2021-11-07 01:30:00") == "2021-11-07 08:30:00");
}

TEST_CASE("summer time goes on beyond the years that the zone file lists") {
  CHECK(to_local("Europe/Berlin", "2050-07-01 12:00:00") == "2050-07-01 14:00:00");
  CHECK(to_local("Europe/Berlin", "9999-01-01 12:00:00") == "9999-01-01 13:00:00");
  CHECK(to_instant("America/New_York", "8000-07-01 12:00:00") == "8000-07-01 16:00:00");
  CHECK(to_local("Europe/Dublin", "2060-01-01 12:00:00") == "2060-01-01 12:00:00");
}

TEST_CASE("before the first change local mean time holds") {
  CHECK(to_local("Europe/Berlin", "1800-01-01 00:00:00") == "1800-01-01 00:53:28");
}

TEST_CASE("fixed offsets are read as ZoneId.of reads them") {
  CHECK(to_local("GMT-08:00", "2021-01-01 00:00:00") == "2020-12-31 16:00:00");
  CHECK(to_local("+5", "2021-01-01 00:00:00") == "2021-01-01 05:00:00");
  CHECK(to_local("UTC+0530", "2021-01-01 00:00:00") == "2021-01-01 05:30:00");
  CHECK(to_local("-01:02:03", "2021-01-01 00:00:00") == "2020-12-31 22:57:57");
  CHECK(to_local("Z", "2021-01-01 00:00:00") == "2021-01-01 00:00:00");
}

TEST_CASE("an unknown zone is named in the error") {
  for (const char* name :
       {"Mars/Olympus", "", "+19:00", "GMT+8:0", "+1:00", "+01:0", "../passwd"}) {
    CAPTURE(name);
    CHECK_THROWS_AS(find_time_zone(name), Error);
  }
  try {
    find_time_zone("Mars/Olympus");
  } catch (const Error& error) {
    CHECK(error.code() == ErrorCode::InvalidOption);
    CHECK(error.message() == "Unknown time zone 'Mars/Olympus'");
  }
}

TEST_CASE("the system's zone exists") { CHECK_FALSE(system_time_zone()->name().empty()); }
