// The text of dates, times and timestamps: as SQL's CAST writes it and as java.time prints it.
#include <algorithm>
#include <array>
#include <cstring>
#include <string>

#include "engine/type/civil.h"
#include "engine/type/digits.h"
#include "engine/type/timestamp.h"

namespace streamsql {

namespace {

// Fixed text under construction: the longest is a date with a nine-digit year, time and fraction.
class TextBuffer {
 public:
  void add(char c) { *next_++ = c; }
  void add_two(int value) { next_ = write_two_digits(static_cast<unsigned>(value), next_); }
  void add_number(std::uint64_t value) {
    std::array<char, 20> digits;
    char* const end = digits.data() + digits.size();
    const char* const begin = write_digits_backwards(value, end);
    std::memcpy(next_, begin, static_cast<std::size_t>(end - begin));
    next_ += end - begin;
  }
  // The leading `count` of nine fraction digits.
  void add_fraction(int nanos, int count) {
    if (count == 0) return;
    add('.');
    char* const begin = next_;
    add(static_cast<char>('0' + nanos / 100'000'000));
    add_two(nanos / 1'000'000 % 100);
    add_two(nanos / 10'000 % 100);
    add_two(nanos / 100 % 100);
    add_two(nanos % 100);
    next_ = begin + count;
  }
  void append_to(std::string& out) const {
    out.append(bytes_.data(), static_cast<std::size_t>(next_ - bytes_.data()));
  }

 private:
  std::array<char, 64> bytes_;
  char* next_ = bytes_.data();
};

struct TimeOfDay {
  int hour, minute, second, nanos;
};

TimeOfDay split_time(std::int64_t millis_of_day, int nanos) {
  const int millis = static_cast<int>(millis_of_day);
  return {millis / 3'600'000, millis / 60'000 % 60, millis / 1000 % 60,
          millis % 1000 * 1'000'000 + nanos};
}

void add_sql_date(CivilDate date, TextBuffer& text) {
  if (date.year < 0) text.add('-');
  const int year = date.year < 0 ? -date.year : date.year;  // Flink prints the last four digits
  text.add_two(year / 100 % 100);
  text.add_two(year % 100);
  text.add('-');
  text.add_two(date.month);
  text.add('-');
  text.add_two(date.day);
}

void add_clock(const TimeOfDay& time, TextBuffer& text) {
  text.add_two(time.hour);
  text.add(':');
  text.add_two(time.minute);
  text.add(':');
  text.add_two(time.second);
}

// Digits of nanos without trailing zeros, but at least `least`.
int fraction_digits(int nanos, int least) {
  if (least <= 3 && nanos % 1'000'000 == 0) {
    nanos /= 1'000'000;
    int digits = 3;
    for (; digits > least && nanos % 10 == 0; --digits) nanos /= 10;
    return digits;
  }
  int digits = 9;
  while (digits > least && nanos % 10 == 0) {
    nanos /= 10;
    --digits;
  }
  return digits;
}

// java.time.LocalDate: four digits at least; a sign in front of years beyond 9999.
void add_java_date(CivilDate date, TextBuffer& text) {
  if (date.year > 9999) text.add('+');
  if (date.year < 0) text.add('-');
  const int year = date.year < 0 ? -date.year : date.year;
  if (year > 9999) {
    text.add_number(static_cast<std::uint64_t>(year));
  } else {
    text.add_two(year / 100);
    text.add_two(year % 100);
  }
  text.add('-');
  text.add_two(date.month);
  text.add('-');
  text.add_two(date.day);
}

// The fraction in groups of three digits, as java.time prints it.
void add_java_fraction(int nanos, TextBuffer& text) {
  if (nanos == 0) return;
  text.add_fraction(nanos, nanos % 1'000'000 == 0 ? 3 : nanos % 1000 == 0 ? 6 : 9);
}

void add_java_time(const TimeOfDay& time, TextBuffer& text) {
  text.add_two(time.hour);
  text.add(':');
  text.add_two(time.minute);
  if (time.second == 0 && time.nanos == 0) return;
  text.add(':');
  text.add_two(time.second);
  add_java_fraction(time.nanos, text);
}

struct SplitTimestamp {
  explicit SplitTimestamp(Timestamp value)
      : date(civil_from_day_number(floor_divide(value.millis, kMillisPerDay))),
        time(split_time(floor_modulo(value.millis, kMillisPerDay), value.nanos)) {}

  CivilDate date;
  TimeOfDay time;
};

}  // namespace

void append_date(std::int32_t days, std::string& out) {
  TextBuffer text;
  add_sql_date(civil_from_days(days), text);
  text.append_to(out);
}

// Trailing zeros of the fraction are not printed, but one digit is (Flink's
// DateTimeUtils.formatTimestampMillis). Negative times count back from midnight.
void append_time(std::int32_t millis, int precision, std::string& out) {
  TextBuffer text;
  const TimeOfDay time = split_time(floor_modulo(millis, kMillisPerDay), 0);
  add_clock(time, text);
  if (precision > 0) {
    text.add_fraction(time.nanos, std::min(precision, fraction_digits(time.nanos, 1)));
  }
  text.append_to(out);
}

// At least `precision` fraction digits, and more where the value has more (Flink's
// DateTimeUtils.formatTimestamp).
void append_timestamp(Timestamp value, int precision, std::string& out) {
  TextBuffer text;
  const SplitTimestamp split(value);
  add_sql_date(split.date, text);
  text.add(' ');
  add_clock(split.time, text);
  text.add_fraction(split.time.nanos, fraction_digits(split.time.nanos, precision));
  text.append_to(out);
}

void append_java_date(std::int32_t days, std::string& out) {
  TextBuffer text;
  add_java_date(civil_from_days(days), text);
  text.append_to(out);
}

void append_java_time(std::int32_t millis, std::string& out) {
  TextBuffer text;
  add_java_time(split_time(floor_modulo(millis, kMillisPerDay), 0), text);
  text.append_to(out);
}

void append_java_local_date_time(Timestamp value, std::string& out) {
  TextBuffer text;
  const SplitTimestamp split(value);
  add_java_date(split.date, text);
  text.add('T');
  add_java_time(split.time, text);
  text.append_to(out);
}

void append_java_instant(Timestamp value, std::string& out) {
  TextBuffer text;
  const SplitTimestamp split(value);
  add_java_date(split.date, text);
  text.add('T');
  add_clock(split.time, text);
  add_java_fraction(split.time.nanos, text);
  text.add('Z');
  text.append_to(out);
}

}  // namespace streamsql
