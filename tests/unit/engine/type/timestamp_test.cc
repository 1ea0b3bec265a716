#include "engine/type/timestamp.h"

#include <doctest/doctest.h>

using namespace streamsql;

namespace {

std::string date(std::string_view text) {
  std::string out;
  const auto days = parse_date(text);
  if (!days) return "NULL";
  append_date(*days, out);
  return out;
}

std::string time(std::string_view text) {
  std::string out;
  const auto millis = parse_time(text);
  if (!millis) return "NULL";
  append_time(*millis, 3, out);
  return out;
}

std::string timestamp(std::string_view text, int precision = 3) {
  std::string out;
  const auto value = parse_timestamp(text, precision);
  if (!value) return "NULL";
  append_timestamp(*value, precision, out);
  return out;
}

std::string java(std::string_view text) {
  std::string out;
  append_java_local_date_time(parse_timestamp(text, 9).value(), out);
  return out;
}

}  // namespace

TEST_CASE("days and dates convert both ways over the whole calendar") {
  CHECK(days_from_civil({1970, 1, 1}) == 0);
  CHECK(days_from_civil({1969, 12, 31}) == -1);
  CHECK(days_from_civil({0, 1, 1}) == -719'528);
  CHECK(days_from_civil({9999, 12, 31}) == 2'932'896);
  for (int days = -719'528; days <= 2'932'896; days += 13) {
    const CivilDate back = civil_from_days(days);
    CHECK(days_from_civil(back) == days);
    CHECK(is_valid_date(back));
  }
}

TEST_CASE("February has 29 days in leap years only") {
  CHECK(is_valid_date({2000, 2, 29}));
  CHECK_FALSE(is_valid_date({1900, 2, 29}));
  CHECK(is_valid_date({2024, 2, 29}));
  CHECK_FALSE(is_valid_date({2023, 4, 31}));
  CHECK_FALSE(is_valid_date({2023, 0, 1}));
}

TEST_CASE("dates are read as leniently as Flink reads them") {
  CHECK(date("2021-09-27") == "2021-09-27");
  CHECK(date("123") == "0123-01-01");
  CHECK(date("2021-9") == "2021-09-01");
  CHECK(date("2021-9-7") == "2021-09-07");
  CHECK(date("2021-09-27 12:34:56.1") == "2021-09-27");
  CHECK(date("2021-09-27 nonsense") == "2021-09-27");
  CHECK(date("2021/09/27") == "NULL");
  CHECK(date("2021-02-29") == "NULL");
  CHECK(date("2021-09-") == "NULL");
  CHECK(date("") == "NULL");
  CHECK(date("-1-1-1") == "NULL");
  CHECK(date("99999999999-01-01") == "NULL");
}

TEST_CASE("times are read as leniently as Flink reads them") {
  CHECK(time("12:34:56") == "12:34:56.0");
  CHECK(time("12:34:56.789") == "12:34:56.789");
  CHECK(time("12:34:56.7895") == "12:34:56.79");
  CHECK(time("23") == "23:00:00.0");
  CHECK(time("123:45") == "03:45:00.0");
  CHECK(time("12:34:56+01:30") == "14:04:56.0");
  CHECK(time("12+1:30") == "NULL");
  CHECK(time("2021-09-27") == "NULL");
  CHECK(time("12:34:") == "NULL");
  CHECK(time("a") == "NULL");
}

TEST_CASE("timestamps are read as leniently as Flink reads them") {
  CHECK(timestamp("2021-09-27 12:34:56.123") == "2021-09-27 12:34:56.123");
  CHECK(timestamp("2021-09-27 12:34:56.1239") == "2021-09-27 12:34:56.123");
  CHECK(timestamp("2021-09-27 12:34:56.123456789", 9) == "2021-09-27 12:34:56.123456789");
  CHECK(timestamp("2021-09-27") == "2021-09-27 00:00:00.000");
  CHECK(timestamp("2021-9-7 1:2:3", 0) == "2021-09-07 01:02:03");
  CHECK(timestamp("2021-02-30 00:00:00", 0) == "2021-02-28 00:00:00");
  CHECK(timestamp("2021-12-31 24:00:00", 0) == "2022-01-01 00:00:00");
  CHECK(timestamp("2021-12-31 24:00:01", 0) == "NULL");
  CHECK(timestamp("2021-09-27 12:34", 0) == "NULL");
  CHECK(timestamp("2021-09-27T12:34:56", 0) == "NULL");
  CHECK(timestamp("2021-13-01", 0) == "NULL");
  CHECK(timestamp("2021-12-32", 0) == "NULL");
  CHECK(timestamp("123", 0) == "NULL");
  CHECK(timestamp("2021/09/27", 0) == "NULL");
  CHECK(timestamp(" 2021-09-27", 0) == "NULL");
  CHECK(timestamp("2021-09-27 12:34:56.1234567891", 9) == "NULL");
}

TEST_CASE("timestamps before 1970 keep their fraction") {
  const Timestamp value = parse_timestamp("1969-12-31 23:59:59.999999", 6).value();
  CHECK(value.millis == -1);
  CHECK(value.nanos == 999'000);
  CHECK(timestamp("0001-01-01 00:00:00.000001", 6) == "0001-01-01 00:00:00.000001");
}

TEST_CASE("a fraction is cut, before 1970 towards 1970 unless floored") {
  CHECK(truncate({-1, 999'999}, 0) == Timestamp{0, 0});
  CHECK(truncate({-1, 999'999}, 6) == Timestamp{-1, 999'000});
  CHECK(floor({-1, 999'999}, 0) == Timestamp{-1000, 0});
  CHECK(floor({1999, 999'999}, 4) == Timestamp{1999, 900'000});
  CHECK(truncate({1999, 999'999}, 1) == Timestamp{1900, 0});
  CHECK(truncate({1999, 999'999}, 3) == Timestamp{1999, 0});
  CHECK(truncate({1999, 999'999}, 4) == Timestamp{1999, 900'000});
  CHECK(truncate({1999, 999'999}, 9) == Timestamp{1999, 999'999});
}

TEST_CASE("java.time drops zero seconds and groups the fraction by three digits") {
  CHECK(java("2020-10-10") == "2020-10-10T00:00");
  CHECK(java("2020-11-05 12:22:35") == "2020-11-05T12:22:35");
  CHECK(java("2020-11-05 12:22:35.12") == "2020-11-05T12:22:35.120");
  CHECK(java("2020-11-05 12:22:00.000001") == "2020-11-05T12:22:00.000001");
  CHECK(java("2020-11-05 12:22:00.000000001") == "2020-11-05T12:22:00.000000001");
  CHECK(java("+12345-01-01") == "+12345-01-01T00:00");
}

TEST_CASE("java.time's instants always have seconds and a Z") {
  std::string out;
  append_java_instant({1000, 0}, out);
  append_java_instant({-62'135'596'800'000 - 86'400'000LL * 366, 500'000}, out);
  CHECK(out == "1970-01-01T00:00:01Z0000-01-01T00:00:00.000500Z");
}

TEST_CASE("java.time's dates and times") {
  std::string out;
  append_java_date(days_from_civil({-5, 3, 1}), out);
  out += ' ';
  append_java_date(days_from_civil({12345, 3, 1}), out);
  out += ' ';
  append_java_time(12 * 3'600'000 + 22 * 60'000, out);
  out += ' ';
  append_java_time(12 * 3'600'000 + 22 * 60'000 + 35'120, out);
  CHECK(out == "-0005-03-01 +12345-03-01 12:22 12:22:35.120");
}
