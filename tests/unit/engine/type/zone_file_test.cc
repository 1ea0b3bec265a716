#include "engine/type/zone_file.h"

#include <doctest/doctest.h>
#include <string>

using namespace streamsql;

namespace {

std::string big_endian(std::int64_t value, int width) {
  std::string bytes;
  for (int shift = (width - 1) * 8; shift >= 0; shift -= 8) {
    bytes += static_cast<char>(value >> shift & 0xff);
  }
  return bytes;
}

std::string header(char version, int times, int types) {
  std::string bytes = std::string("TZif") + version + std::string(15, '\0');
  for (const int count : {0, 0, 0, times, types, 4}) bytes += big_endian(count, 4);
  return bytes;
}

std::string type(int offset) { return big_endian(offset, 4) + std::string(2, '\0'); }

// One change at second 1000 from UTC to an hour ahead, then the rule.
std::string zone_file(const std::string& rule) {
  std::string bytes = header('2', 0, 1) + type(0) + "UTC" + '\0';
  bytes += header('2', 1, 2) + big_endian(1000, 8) + '\1' + type(0) + type(3600) + "UTC" + '\0';
  return bytes + '\n' + rule + '\n';
}

std::int64_t last_of_year(const std::string& rule) {
  const auto zone = parse_zone_file(zone_file(rule)).value();
  return zone.changes[2].instant;  // the end of summer 1970
}

}  // namespace

TEST_CASE("a zone file lists its changes") {
  const auto zone = parse_zone_file(zone_file("")).value();
  CHECK(zone.initial == 0);
  CHECK(zone.changes.size() == 1);
  CHECK(zone.changes[0].instant == 1000);
  CHECK(zone.changes[0].after == 3600);
  CHECK_FALSE(zone.repeats);
}

TEST_CASE("a rule adds changes for four hundred years") {
  const auto zone = parse_zone_file(zone_file("CET-1CEST,M3.5.0,M10.5.0/3")).value();
  CHECK(zone.repeats);
  CHECK(zone.changes.size() == 1 + 2 * 402);
  CHECK(zone.changes[1].instant == 87 * 86'400 + 3600);  // 1970-03-29T01:00Z
  CHECK(zone.changes[1].after == 7200);
  CHECK(zone.changes[2].instant == 297 * 86'400 + 3600);  // 1970-10-25T01:00Z
}

TEST_CASE("rules name days by number, and hours may be negative or beyond a day") {
  CHECK(last_of_year("<-03>3<-02>,M3.5.0/-2,M10.5.0/-1") == 297 * 86'400 - 3600 + 7200);
  CHECK(last_of_year("A0B,J60/0,J300/25:30:15") == 299 * 86'400 + 25 * 3600 + 1815 - 3600);
  CHECK(last_of_year("A0B-1:30,59,300") == 300 * 86'400 + 7200 - 5400);
}

TEST_CASE("what is no zone file is refused") {
  const std::string good = zone_file("CET-1CEST,M3.5.0,M10.5.0/3");
  for (std::size_t size = 0; size < good.size(); ++size) {
    CAPTURE(size);
    CHECK_FALSE(parse_zone_file(good.substr(0, size)).has_value());
  }
  for (const char* rule : {"CET-1CEST", "1", "<CET-1", "A0B,M13.1.0,M1.1.0", "A0B,M1,M2", "A0x"}) {
    CAPTURE(rule);
    CHECK_FALSE(parse_zone_file(zone_file(rule)).has_value());
  }
}
