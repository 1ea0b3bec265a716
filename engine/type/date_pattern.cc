#include "engine/type/date_pattern.h"

#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <fmt/format.h>

#include "engine/base/error.h"
#include "engine/type/civil.h"

namespace streamsql {
namespace {

constexpr std::string_view kFormatterLetters = "GuyYDMLdQqwWeEcFahHkKmsSAnNxXZzVvO";
constexpr std::string_view kSimpleLetters = "GyYMLwWDdFEuaHkKhmsSzZX";

bool is_letter(char c) { return std::isalpha(static_cast<unsigned char>(c)); }

// The text between quotes, or a quote for ''. Moves behind it.
std::string quoted(std::string_view pattern, std::size_t& position) {
  if (pattern.substr(position, 2) == "''") {
    position += 2;
    return "'";
  }
  std::string text;
  for (++position; position < pattern.size(); ++position) {
    if (pattern[position] == '\'') {
      if (pattern.substr(position, 2) != "''") break;
      ++position;
    }
    text += pattern[position];
  }
  if (position >= pattern.size()) {
    throw Error(ErrorCode::InvalidArgument,
                fmt::format("Pattern ends with an incomplete string literal: {}", pattern));
  }
  ++position;
  return text;
}

// What the letters ask for, of one local time.
struct Fields {
  CivilDate date;
  std::int32_t days;
  int day_of_week;  // Monday is 1
  int millis;       // of the day
  int nanos;        // below the second

  int hour() const { return millis / 3'600'000; }
  int half_hour() const { return hour() % 12; }
};

Fields fields_of(Timestamp local, PatternDialect dialect) {
  Fields fields;
  fields.days = days_of(local);
  fields.date = dialect == PatternDialect::Simple ? hybrid_from_days(fields.days)
                                                  : civil_from_days(fields.days);
  fields.day_of_week = ((fields.days + 3) % 7 + 7) % 7 + 1;
  fields.millis = millis_of_day(local);
  fields.nanos = fields.millis % 1000 * 1'000'000 + local.nanos;
  return fields;
}

int day_of_year(const Fields& fields) {
  return fields.days - days_from_civil({fields.date.year, 1, 1}) + 1;
}

// US weeks: they begin on Sunday, and week 1 has 1 January.
struct Week {
  int year, week;
};
int sunday_before(std::int32_t days) { return days - ((days + 4) % 7 + 7) % 7; }
Week us_week(const Fields& fields) {
  const int sunday = sunday_before(fields.days);
  const int next_year = fields.date.year + 1;
  if (sunday_before(days_from_civil({next_year, 1, 1})) <= sunday) return {next_year, 1};
  const int first = sunday_before(days_from_civil({fields.date.year, 1, 1}));
  return {fields.date.year, (sunday - first) / 7 + 1};
}

void pad(std::int64_t value, int width, std::string& out) {
  fmt::format_to(std::back_inserter(out), "{:0{}}", value, width + (value < 0));
}

// DateTimeFormatter writes a plus before a year that is wider than its pattern.
void append_year(std::int64_t year, int count, PatternDialect dialect, std::string& out) {
  if (count == 2) return pad(((year % 100) + 100) % 100, 2, out);
  if (dialect == PatternDialect::Formatter && count >= 4 && year > 9999) out += '+';
  pad(year, count, out);
}

std::string_view shortened(std::string_view name, int count) {
  if (count == 4) return name;
  return name.substr(0, count == 5 ? 1 : 3);
}

void append_text_or_number(int value, int count, std::string_view name, std::string& out) {
  if (count >= 3) {
    out += shortened(name, count);
  } else {
    pad(value, count, out);
  }
}

void append_quarter(int quarter, int count, std::string& out) {
  constexpr std::string_view kNames[] = {"1st quarter", "2nd quarter", "3rd quarter",
                                         "4th quarter"};
  if (count == 4) {
    out += kNames[quarter - 1];
  } else if (count == 3) {
    out += fmt::format("Q{}", quarter);
  } else {
    pad(quarter, count, out);
  }
}

void append_fraction(const Fields& fields, const DatePattern::Item& item, PatternDialect dialect,
                     std::string& out) {
  if (dialect == PatternDialect::Simple) return pad(fields.millis % 1000, item.count, out);
  const std::string digits = fmt::format("{:09}", fields.nanos);
  out += digits.substr(0, static_cast<std::size_t>(std::min(item.count, 9)));
}

void append_offset(std::int64_t millis, const DatePattern::Item& item, std::string& out) {
  if (item.letter == 'X' && millis == 0) return void(out += 'Z');
  const auto minutes = std::abs(millis) / 60'000;
  const bool colon = (item.letter != 'Z' && (item.count == 3 || item.count == 5)) ||
                     (item.letter == 'Z' && item.count == 5);
  fmt::format_to(std::back_inserter(out), "{}{:02}", millis < 0 ? '-' : '+', minutes / 60);
  if (item.letter != 'Z' && item.count == 1 && minutes % 60 == 0) return;
  fmt::format_to(std::back_inserter(out), "{}{:02}", colon ? ":" : "", minutes % 60);
}

void append_date_item(const Fields& fields, const DatePattern::Item& item, PatternDialect dialect,
                      std::string& out) {
  switch (item.letter) {
    case 'G':
      out += item.count == 4 ? (fields.date.year > 0 ? "Anno Domini" : "Before Christ")
                             : (fields.date.year > 0 ? "AD" : "BC");
      break;
    case 'Y': append_year(us_week(fields).year, item.count, dialect, out); break;
    case 'M':
    case 'L':
      append_text_or_number(fields.date.month, item.count, kMonthNames[fields.date.month - 1], out);
      break;
    case 'D': pad(day_of_year(fields), item.count, out); break;
    case 'd': pad(fields.date.day, item.count, out); break;
    case 'Q':
    case 'q': append_quarter((fields.date.month + 2) / 3, item.count, out); break;
    case 'w': pad(us_week(fields).week, item.count, out); break;
    case 'W': pad((fields.date.day + 6 - fields.day_of_week % 7) / 7 + 1, item.count, out); break;
    case 'F': pad((fields.date.day - 1) / 7 + 1, item.count, out); break;
    case 'E': out += shortened(kDayNames[fields.day_of_week - 1], item.count); break;
    default:  // 'e' and 'c': from Sunday = 1
      append_text_or_number(fields.day_of_week % 7 + 1, item.count,
                            kDayNames[fields.day_of_week - 1], out);
  }
}

void append_time_item(const Fields& fields, const DatePattern::Item& item, PatternDialect dialect,
                      std::string& out) {
  const int hour = fields.hour();
  switch (item.letter) {
    case 'a': out += hour < 12 ? "AM" : "PM"; break;
    case 'h': return pad(fields.half_hour() == 0 ? 12 : fields.half_hour(), item.count, out);
    case 'K': return pad(fields.half_hour(), item.count, out);
    case 'H': return pad(hour, item.count, out);
    case 'k': return pad(hour == 0 ? 24 : hour, item.count, out);
    case 'm': return pad(fields.millis / 60'000 % 60, item.count, out);
    case 's': return pad(fields.millis / 1000 % 60, item.count, out);
    case 'S': return append_fraction(fields, item, dialect, out);
    case 'A': return pad(fields.millis, item.count, out);
    case 'n': return pad(fields.nanos, item.count, out);
    default:  // 'N': nanoseconds of the day
      pad(fields.millis / 1000 * 1'000'000'000LL + fields.nanos, item.count, out);
  }
}

}  // namespace

DatePattern::DatePattern(std::string_view pattern, PatternDialect dialect) : dialect_(dialect) {
  const auto letters = dialect == PatternDialect::Simple ? kSimpleLetters : kFormatterLetters;
  for (std::size_t i = 0; i < pattern.size();) {
    const char c = pattern[i];
    Item item;
    if (c == '\'') {
      item.text = quoted(pattern, i);
    } else if (!is_letter(c)) {
      item.text = std::string(1, c);
      ++i;
    } else {
      item.letter = c;
      for (; i < pattern.size() && pattern[i] == c; ++i) ++item.count;
      if (letters.find(c) == std::string_view::npos) {
        throw Error(ErrorCode::InvalidArgument, fmt::format("Unknown pattern letter: {}", c))
            .hint("text that is no letter of a date pattern stands between single quotes");
      }
    }
    items_.push_back(std::move(item));
  }
}

void DatePattern::format(Timestamp local, std::int64_t offset_millis, std::string& out) const {
  const Fields fields = fields_of(local, dialect_);
  for (const auto& item : items_) {
    constexpr std::string_view kTime = "ahKHkmsSAnN";
    if (item.letter == 0) {
      out += item.text;
    } else if (kTime.find(item.letter) != std::string_view::npos) {
      append_time_item(fields, item, dialect_, out);
    } else if (item.letter == 'X' || item.letter == 'x' || item.letter == 'Z') {
      append_offset(offset_millis, item, out);
    } else if (item.letter == 'u' && dialect_ == PatternDialect::Simple) {
      pad(fields.day_of_week, item.count, out);
    } else if (item.letter == 'u' || item.letter == 'y') {
      const int year = fields.date.year;
      append_year(item.letter == 'y' && year <= 0 ? 1 - year : year, item.count, dialect_, out);
    } else if (std::string_view("zVvO").find(item.letter) != std::string_view::npos) {
      throw Error(ErrorCode::UnsupportedSyntax,
                  fmt::format("Pattern letter '{}' (zone name) is not supported", item.letter));
    } else {
      append_date_item(fields, item, dialect_, out);
    }
  }
}

// ---- the hybrid calendar

namespace {

constexpr std::int64_t kGregorianStart = -141427;  // 1582-10-15

// Day number of a Julian date (https://en.wikipedia.org/wiki/Julian_day, converting from calendar).
std::int64_t days_from_julian(std::int64_t year, std::int64_t month, std::int64_t day) {
  const std::int64_t y = year - (month <= 2), m = month + (month <= 2 ? 12 : 0);
  return floor_divide(1461 * (y + 4716), 4) + 153 * (m + 1) / 5 + day - 2442112;
}

}  // namespace

std::int64_t days_from_hybrid(std::int64_t year, std::int64_t month, std::int64_t day) {
  year += floor_divide(month - 1, 12);
  month = month - 1 - floor_divide(month - 1, 12) * 12 + 1;
  const CivilDate first{static_cast<int>(year), static_cast<int>(month), 1};
  const std::int64_t gregorian = days_from_civil(first) + day - 1;
  return gregorian >= kGregorianStart ? gregorian : days_from_julian(year, month, day);
}

CivilDate hybrid_from_days(std::int32_t days) {
  if (days >= kGregorianStart) return civil_from_days(days);
  CivilDate date = civil_from_days(days);  // at most some days away from the Julian date
  const auto begin_of_month = [&] { return days_from_julian(date.year, date.month, 1); };
  while (begin_of_month() > days) {
    date =
        date.month == 1 ? CivilDate{date.year - 1, 12, 1} : CivilDate{date.year, date.month - 1, 1};
  }
  for (;;) {
    const CivilDate next =
        date.month == 12 ? CivilDate{date.year + 1, 1, 1} : CivilDate{date.year, date.month + 1, 1};
    if (days_from_julian(next.year, next.month, 1) > days) break;
    date = next;
  }
  date.day = static_cast<int>(days - begin_of_month()) + 1;
  return date;
}

namespace {

constexpr Timestamp kZonesBegin{-2'208'988'800'000, 0};  // 1900-01-01T00:00:00Z

// java.util.Calendar takes the later instant where a local time comes twice; java.time the earlier.
Timestamp later_instant(const TimeZone& zone, Timestamp local) {
  const Timestamp instant = zone.to_instant(local);
  for (const std::int64_t shift : {3'600'000, 1'800'000}) {
    const Timestamp later{instant.millis + shift, instant.nanos};
    if (zone.to_local(later) == local) return later;
  }
  return instant;
}

std::int64_t first_offset(const TimeZone& zone) {
  return zone.to_local(kZonesBegin).millis - kZonesBegin.millis;
}

}  // namespace

Timestamp hybrid_to_local(const TimeZone& zone, Timestamp instant) {
  if (instant >= kZonesBegin) return zone.to_local(instant);
  return {instant.millis + first_offset(zone), instant.nanos};
}

Timestamp hybrid_to_instant(const TimeZone& zone, Timestamp local) {
  if (local.millis >= kZonesBegin.millis + kMillisPerDay) return later_instant(zone, local);
  return {local.millis - first_offset(zone), local.nanos};
}

}  // namespace streamsql
