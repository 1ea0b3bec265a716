#include "engine/type/number_text.h"

#include <bit>
#include <cmath>
#include <doctest/doctest.h>
#include <limits>
#include <string>

#include "tests/unit/engine/type/java_number_table.h"

using namespace streamsql;

namespace {

std::string text(double value) {
  std::string out;
  append_java_double(value, out);
  return out;
}

std::string text(float value) {
  std::string out;
  append_java_float(value, out);
  return out;
}

}  // namespace

TEST_CASE("doubles are plain between a thousandth and ten million") {
  CHECK(text(0.001) == "0.001");
  CHECK(text(9999999.0) == "9999999.0");
  CHECK(text(123.456) == "123.456");
  CHECK(text(-0.0) == "-0.0");
  CHECK(text(1e7) == "1.0E7");
  CHECK(text(0.0009) == "9.0E-4");
  CHECK(text(1.2392345678911235e12) == "1.2392345678911235E12");
}

TEST_CASE("doubles that are not numbers have names") {
  CHECK(text(std::nan("")) == "NaN");
  CHECK(text(-std::numeric_limits<double>::infinity()) == "-Infinity");
  CHECK(text(std::numeric_limits<float>::infinity()) == "Infinity");
}

TEST_CASE("floats have their own digits") {
  CHECK(text(1.1f) == "1.1");
  CHECK(text(3.4028235e38f) == "3.4028235E38");
  CHECK(text(1e10f) == "1.0E10");
  CHECK(text(16777216.0f) == "1.6777216E7");
}

TEST_CASE("the digits are those of JDK 17, which are not always the shortest") {
  for (const auto& [bits, expected] : kJavaDoubles) {
    CHECK(text(std::bit_cast<double>(bits)) == expected);
    CHECK(parse_java_double(expected) == std::bit_cast<double>(bits));
  }
  for (const auto& [bits, expected] : kJavaFloats) {
    CHECK(text(std::bit_cast<float>(bits)) == expected);
    CHECK(parse_java_float(expected) == std::bit_cast<float>(bits));
  }
}

TEST_CASE("numbers are read with Java's grammar") {
  CHECK(parse_java_double(" 1e3\t") == 1000);
  CHECK(parse_java_double("+.5") == 0.5);
  CHECK(parse_java_double("5.") == 5);
  CHECK(parse_java_double("1d") == 1);
  CHECK(parse_java_double("-1.5F") == -1.5);
  CHECK(parse_java_double("0x1p3") == 8);
  CHECK(parse_java_double("0X1.8P1d") == 3);
  CHECK(parse_java_double("-Infinity") == -std::numeric_limits<double>::infinity());
  CHECK(std::isnan(parse_java_double("NaN").value()));
  CHECK(parse_java_float("0.1") == 0.1f);
}

TEST_CASE("numbers out of range become infinite or zero") {
  CHECK(parse_java_double("1e400") == std::numeric_limits<double>::infinity());
  CHECK(parse_java_double("-1e-400") == 0);
  CHECK(std::signbit(parse_java_double("-1e-400").value()));
  CHECK(parse_java_double("1e99999999999999999999") == std::numeric_limits<double>::infinity());
  CHECK(parse_java_double("1e-99999999999999999999") == 0);
  CHECK(parse_java_float("1e39") == std::numeric_limits<float>::infinity());
  CHECK(parse_java_double("1" + std::string(400, '0')) == std::numeric_limits<double>::infinity());
  CHECK(parse_java_double("0." + std::string(400, '0') + "1") == 0);
}

TEST_CASE("text that is no number is nothing") {
  for (const char* bad : {"", " ", "abc", "1e", "inf", "nan", "infinity", "0x1", "1_000", "1,5",
                          "--1", "+-1", "1 2", "d", "Infinityd", "."}) {
    CAPTURE(bad);
    CHECK_FALSE(parse_java_double(bad).has_value());
  }
}
