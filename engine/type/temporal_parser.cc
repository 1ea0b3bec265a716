// Reading DATE, TIME and TIMESTAMP text, as leniently as Flink's CAST does
// (org.apache.flink.table.utils.DateTimeUtils of 1.20: parseDate, parseTime, parseTimestampData).
#include <algorithm>
#include <charconv>

#include "engine/type/civil.h"
#include "engine/type/timestamp.h"

namespace streamsql {

namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// java.lang.String.trim: everything up to and including the blank.
std::string_view trim(std::string_view text) {
  const auto is_blank = [](char c) { return static_cast<unsigned char>(c) <= ' '; };
  while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
  return text;
}

// Only digits, and within an int.
std::optional<int> read_integer(std::string_view text) {
  text = trim(text);
  if (text.empty() || !is_digit(text.front())) return std::nullopt;
  int value = 0;
  const char* const end = text.data() + text.size();
  const auto [next, error] = std::from_chars(text.data(), end, value);
  if (next != end || error != std::errc()) return std::nullopt;
  return value;
}

// ---- timestamps: the pattern yyyy-[MM][M]-[dd][d][ [HH][H]:[mm][m]:[ss][s][.fraction]] of
// java.time's DateTimeFormatter, with its rules for optional parts.

class TimestampParser {
 public:
  explicit TimestampParser(std::string_view text)
      : next_(text.data()), end_(text.data() + text.size()) {}

  std::optional<Timestamp> parse(int precision) {
    if (read_regular()) {
      if (next_ != end_ || !resolve_time()) return std::nullopt;
      return make_result(precision);
    }
    if (!read_year() || !read_literal('-')) return std::nullopt;
    const Part month = read_part();
    if (!read_literal('-')) return std::nullopt;
    const Part day = read_part();
    if (!read_time() || next_ != end_) return std::nullopt;
    if (!resolve_date(month, day) || !resolve_time()) return std::nullopt;
    return make_result(precision);
  }

 private:
  // A number that may be absent; java.time's 19 digits saturate, as no field has that many.
  struct Part {
    bool present = false;
    std::int64_t value = 0;
    std::int64_t or_else(std::int64_t other) const { return present ? value : other; }
    bool within(std::int64_t least, std::int64_t most) const {
      return !present || (value >= least && value <= most);
    }
  };

  static int two_digits(const char* from) {
    const auto high = static_cast<unsigned>(from[0] - '0'),
               low = static_cast<unsigned>(from[1] - '0');
    return high > 9 || low > 9 ? -1 : static_cast<int>(high * 10 + low);
  }
  static Part two_digit_part(const char* from) {
    const int value = two_digits(from);
    return {value >= 0, value};
  }

  // The usual yyyy-MM-dd HH:mm:ss[.fraction] in one go; consumes nothing when it is anything else.
  bool read_regular() {
    const char* const t = next_;
    const bool punctuated = end_ - t >= 19 && t[4] == '-' && t[7] == '-' && t[10] == ' ' &&
                            t[13] == ':' && t[16] == ':' && (end_ - t == 19 || t[19] == '.');
    if (!punctuated) return false;
    const int century = two_digits(t), year = two_digits(t + 2);
    date_ = {century * 100 + year, two_digits(t + 5), two_digits(t + 8)};
    if (century < 0 || year < 0 || date_.year == 0 || !is_valid_date(date_)) return false;
    hour_ = two_digit_part(t + 11);
    minute_ = two_digit_part(t + 14);
    second_ = two_digit_part(t + 17);
    if (!hour_.present || !minute_.present || !second_.present) return false;
    next_ += 19;
    read_fraction();
    return true;
  }

  bool read_literal(char c) {
    if (next_ == end_ || *next_ != c) return false;
    ++next_;
    return true;
  }

  // Up to 19 digits; saturates above 10^17.
  std::int64_t read_digits(const char*& from) const {
    std::int64_t value = 0;
    const char* const limit = end_ - from > 19 ? from + 19 : end_;
    for (; from != limit && is_digit(*from); ++from) {
      if (value < 100'000'000'000'000'000) value = value * 10 + (*from - '0');
    }
    return value;
  }

  // Exactly four digits, or more behind a plus. Year 0 does not exist for a year of era.
  bool read_year() {
    const bool plus = next_ != end_ && *next_ == '+';
    const char* const begin = next_ + plus;
    const char* last = begin;
    year_ = read_digits(last);
    next_ = last;
    const auto width = last - begin;
    return (plus ? width > 4 : width == 4) && year_ >= 1 && year_ <= 999'999'999;
  }

  // The pattern [XX][X]: two digits, then a number of any width if it has the same value.
  Part read_part() {
    Part part;
    if (end_ - next_ >= 2 && is_digit(next_[0]) && is_digit(next_[1])) {
      part = {true, (next_[0] - '0') * 10 + (next_[1] - '0')};
      next_ += 2;
    }
    const bool negative = next_ != end_ && *next_ == '-';
    const char* from = next_ + negative;
    const char* const begin = from;
    const std::int64_t value = read_digits(from);
    if (from == begin || (negative && value == 0)) return part;
    const std::int64_t number = negative ? -value : value;
    if (part.present && part.value != number) return part;
    next_ = from;
    return {true, number};
  }

  // The optional group; when it does not match, nothing of it is consumed.
  bool read_time() {
    const char* const begin = next_;
    const bool matched = read_literal(' ') && read_clock();
    if (!matched) {
      next_ = begin;
      hour_ = minute_ = second_ = Part();
      return true;
    }
    read_fraction();
    return true;
  }
  bool read_clock() {
    hour_ = read_part();
    if (!read_literal(':')) return false;
    minute_ = read_part();
    if (!read_literal(':')) return false;
    second_ = read_part();
    return true;
  }
  void read_fraction() {
    if (!read_literal('.')) return;
    has_fraction_ = true;
    int digits = 0;
    for (; digits < 9 && next_ != end_ && is_digit(*next_); ++digits) {
      nanos_ = nanos_ * 10 + (*next_++ - '0');
    }
    for (; digits < 9; ++digits) nanos_ *= 10;
  }

  // A day beyond the month's end becomes its last day when year, month and day are all there.
  bool resolve_date(Part month, Part day) {
    if (!month.within(1, 12) || !day.within(1, 31)) return false;
    date_ = {static_cast<int>(year_), static_cast<int>(month.or_else(1)),
             static_cast<int>(day.or_else(1))};
    const int last = days_in_month(date_.year, date_.month);
    if (date_.day > last) date_.day = last;
    return true;
  }
  // 24:00:00 is the next day's midnight, unless seconds stand without minutes.
  bool resolve_time() {
    const bool combines = hour_.present &&
                          (minute_.present || (!second_.present && !has_fraction_)) &&
                          (second_.present || !has_fraction_ || !minute_.present);
    if (combines && hour_.value == 24 && minute_.value == 0 && second_.value == 0 && nanos_ == 0) {
      hour_.value = 0;
      extra_days_ = 1;
    }
    return hour_.within(0, 23) && minute_.within(0, 59) && second_.within(0, 59);
  }

  Timestamp make_result(int precision) const {
    const std::int64_t days = day_number_from_civil(date_) + extra_days_;
    const std::int64_t seconds = hour_.value * 3600 + minute_.value * 60 + second_.value;
    const Timestamp value{days * kMillisPerDay + seconds * 1000 + nanos_ / 1'000'000,
                          nanos_ % 1'000'000};
    return floor(value, precision);
  }

  const char* next_;
  const char* end_;
  std::int64_t year_ = 0;
  CivilDate date_{};
  Part hour_, minute_, second_;
  std::int32_t nanos_ = 0;
  bool has_fraction_ = false;
  int extra_days_ = 0;
};

// ---- times: hh[:mm[:ss[.fraction]]][(+|-)hh[:mm]]

// Three digits, rounded by the fourth when it is there (DateTimeUtils.parseFraction).
int read_millis(std::string_view fraction) {
  int result = 0, unit = 100;
  for (std::size_t i = 0; i < fraction.size(); ++i, unit /= 10) {
    result += is_digit(fraction[i]) ? unit * (fraction[i] - '0') : 0;
    if (unit > 1) continue;
    return result + (i + 1 < fraction.size() && fraction[i + 1] >= '5' ? 1 : 0);
  }
  return result;
}

// Hours and minutes are added up in 32 bits that wrap, as in Java.
struct ClockParts {
  int hour = 0, minute = 0, second = 0, milli = 0;

  std::int32_t total() const {
    const auto sum = static_cast<unsigned>(hour) * 3'600'000u +
                     static_cast<unsigned>(minute) * 60'000u +
                     static_cast<unsigned>(second) * 1000u + static_cast<unsigned>(milli);
    return static_cast<std::int32_t>(sum);
  }
};

bool read_into(std::string_view text, int& to) {
  const auto value = read_integer(text);
  if (value) to = *value;
  return value.has_value();
}

bool read_seconds(std::string_view text, ClockParts& parts) {
  const std::size_t dot = text.find('.');
  if (dot == std::string_view::npos) return read_into(text, parts.second);
  parts.milli = read_millis(trim(text.substr(dot + 1)));
  return read_into(text.substr(0, dot), parts.second);
}

bool read_clock_text(std::string_view text, ClockParts& parts) {
  const std::size_t colon1 = text.find(':');
  if (colon1 == std::string_view::npos) return read_into(text, parts.hour);
  const std::size_t colon2 = text.find(':', colon1 + 1);
  const std::string_view minutes = text.substr(colon1 + 1, colon2 - colon1 - 1);
  if (!read_into(text.substr(0, colon1), parts.hour)) return false;
  if (colon2 == std::string_view::npos) return read_into(text.substr(colon1 + 1), parts.minute);
  return read_into(minutes, parts.minute) && read_seconds(text.substr(colon2 + 1), parts);
}

bool read_offset(std::string_view text, ClockParts& offset) {
  const std::size_t colon = text.find(':');
  if (colon == std::string_view::npos) return read_into(text, offset.hour);
  return read_into(text.substr(0, colon), offset.hour) &&
         read_into(text.substr(colon + 1), offset.minute);
}

}  // namespace

std::optional<std::int32_t> parse_date(std::string_view text) {
  const std::size_t blank = text.find(' ');
  if (blank != std::string_view::npos && blank > 0) text = text.substr(0, blank);
  CivilDate date{0, 1, 1};
  const std::size_t hyphen1 = text.find('-');
  if (!read_into(text.substr(0, hyphen1), date.year)) return std::nullopt;
  if (hyphen1 != std::string_view::npos) {
    const std::string_view rest = text.substr(hyphen1 + 1);
    const std::size_t hyphen2 = rest.find('-');
    if (!read_into(rest.substr(0, hyphen2), date.month)) return std::nullopt;
    if (hyphen2 != std::string_view::npos && !read_into(rest.substr(hyphen2 + 1), date.day)) {
      return std::nullopt;
    }
  }
  if (!is_valid_date(date)) return std::nullopt;
  return days_from_civil(date);
}

std::optional<std::int32_t> parse_time(std::string_view text) {
  std::size_t sign = text.find('-');
  if (sign == std::string_view::npos) sign = text.find('+');
  ClockParts parts, offset;
  const std::string_view clock_text = text.substr(0, sign);
  if (!read_clock_text(clock_text, parts)) return std::nullopt;
  if (sign == std::string_view::npos) return parts.total();
  // Flink takes a colon of the offset for one of the clock when that has less than two.
  const bool offset_has_colon = text.find(':', sign) != std::string_view::npos;
  if (offset_has_colon && std::count(clock_text.begin(), clock_text.end(), ':') < 2) {
    return std::nullopt;
  }
  if (!read_offset(text.substr(sign + 1), offset)) return std::nullopt;
  const auto shift = static_cast<unsigned>(offset.total());
  const auto clock = static_cast<unsigned>(parts.total());
  return static_cast<std::int32_t>(text[sign] == '+' ? clock + shift : clock - shift);
}

std::optional<Timestamp> parse_timestamp(std::string_view text, int precision) {
  return TimestampParser(text).parse(precision);
}

}  // namespace streamsql
