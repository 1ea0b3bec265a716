#include "connectors/formats/temporal_text.h"

#include <algorithm>
#include <array>
#include <cstring>

#include "engine/type/digits.h"

namespace streamsql {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

struct TimeOfDay {
  int hour = 0, minute = 0, second = 0, nanos = 0;
};

// Takes fixed pieces off the front of a text; a piece that is not there spoils it.
class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text) {}

  int digits(std::size_t count) {
    if (text_.size() < count) return spoil();
    int value = 0;
    for (std::size_t i = 0; i < count; ++i) {
      if (!is_digit(text_[i])) return spoil();
      value = value * 10 + (text_[i] - '0');
    }
    text_.remove_prefix(count);
    return value;
  }
  void literal(char c) {
    if (!take(c)) spoil();
  }
  bool take(char c) {
    if (text_.empty() || text_.front() != c) return false;
    text_.remove_prefix(1);
    return true;
  }
  // Up to nine digits, as nanoseconds.
  int fraction() {
    int value = 0, count = 0;
    for (; !text_.empty() && is_digit(text_.front()) && count < 9; ++count) {
      value = value * 10 + (text_.front() - '0');
      text_.remove_prefix(1);
    }
    for (; count < 9; ++count) value *= 10;
    return value;
  }
  bool whole() const { return good_ && text_.empty(); }
  bool good() const { return good_; }

 private:
  int spoil() {
    good_ = false;
    return 0;
  }

  std::string_view text_;
  bool good_ = true;
};

CivilDate read_date(Reader& in) {
  CivilDate date{};
  const bool negative = in.take('-');
  date.year = in.digits(4);
  if (negative) date.year = -date.year;
  in.literal('-');
  date.month = in.digits(2);
  in.literal('-');
  date.day = in.digits(2);
  return date;
}

TimeOfDay read_time(Reader& in, bool seconds_optional) {
  TimeOfDay time;
  time.hour = in.digits(2);
  in.literal(':');
  time.minute = in.digits(2);
  if (!in.take(':')) {
    if (!seconds_optional) in.literal(':');
    return time;
  }
  time.second = in.digits(2);
  if (in.take('.')) time.nanos = in.fraction();
  return time;
}

bool is_valid(const TimeOfDay& time) {
  return time.hour < 24 && time.minute < 60 && time.second < 60;
}

bool is_end_of_day(const TimeOfDay& time) {
  return time.hour == 24 && time.minute == 0 && time.second == 0 && time.nanos == 0;
}

std::int64_t millis_of_day(const TimeOfDay& time) {
  return ((time.hour * 60 + time.minute) * 60 + time.second) * std::int64_t{1000};
}

// java.time's SMART resolver: a day from 1 to 31 that the month lacks means its last one.
CivilDate clamp(CivilDate date) {
  while (date.day > 28 && date.day <= 31 && !is_valid_date(date)) --date.day;
  return date;
}

std::optional<std::int32_t> time_millis(std::string_view text, bool seconds_optional) {
  Reader in(text);
  const TimeOfDay time = read_time(in, seconds_optional);
  if (!in.whole() || !is_valid(time)) return std::nullopt;
  return static_cast<std::int32_t>(millis_of_day(time));
}

char* write_clock(std::int32_t second_of_day, char* to) {
  const auto seconds = static_cast<unsigned>(second_of_day);
  to = write_two_digits(seconds / 3600, to);
  *to++ = ':';
  to = write_two_digits(seconds / 60 % 60, to);
  *to++ = ':';
  return write_two_digits(seconds % 60, to);
}

void append_fraction(std::int32_t nanos, std::string& out) {
  if (nanos == 0) return;
  std::array<char, 10> digits{'.'};
  for (std::size_t i = 9; i > 0; --i, nanos /= 10) {
    digits[i] = static_cast<char>('0' + nanos % 10);
  }
  std::size_t size = digits.size();
  while (digits[size - 1] == '0') --size;
  out.append(digits.data(), size);
}

}  // namespace

std::optional<std::int32_t> parse_iso_date(std::string_view text) {
  Reader in(text);
  const CivilDate date = read_date(in);
  if (!in.whole() || !is_valid_date(date)) return std::nullopt;
  return days_from_civil(date);
}

std::optional<std::int32_t> parse_sql_time(std::string_view text) {
  return time_millis(text, false);
}

std::optional<std::int32_t> parse_iso_time(std::string_view text) {
  return time_millis(text, true);
}

std::optional<Timestamp> parse_local(std::string_view text, TimestampStandard standard) {
  const bool sql = standard == TimestampStandard::Sql;
  Reader in(text);
  CivilDate date = read_date(in);
  in.literal(sql ? ' ' : 'T');
  const TimeOfDay time = read_time(in, !sql);
  if (!in.whole()) return std::nullopt;
  if (sql) date = clamp(date);
  const bool good = is_valid(time) || (sql && is_end_of_day(time));
  if (!good || !is_valid_date(date)) return std::nullopt;
  const std::int64_t millis = days_from_civil(date) * kMillisPerDay + millis_of_day(time);
  return Timestamp{millis + time.nanos / 1'000'000, time.nanos % 1'000'000};
}

std::optional<Timestamp> parse_instant(std::string_view text, TimestampStandard standard) {
  if (text.empty() || text.back() != 'Z') return std::nullopt;
  return parse_local(text.substr(0, text.size() - 1), standard);
}

void append_local(Timestamp value, TimestampStandard standard, std::string& out) {
  std::int64_t days = value.millis / kMillisPerDay, millis = value.millis % kMillisPerDay;
  if (millis < 0) {
    --days;
    millis += kMillisPerDay;
  }
  append_java_date(static_cast<std::int32_t>(days), out);
  out += standard == TimestampStandard::Sql ? ' ' : 'T';
  append_seconds_of_day(static_cast<std::int32_t>(millis), out);
  append_fraction(static_cast<std::int32_t>(millis % 1000) * 1'000'000 + value.nanos, out);
}

void append_seconds_of_day(std::int32_t millis, std::string& out) {
  std::array<char, 8> text;
  write_clock(millis / 1000, text.data());
  out.append(text.data(), text.size());
}

void append_time_with_fraction(std::int32_t millis, std::string& out) {
  append_seconds_of_day(millis, out);
  append_fraction(millis % 1000 * 1'000'000, out);
}

}  // namespace streamsql
