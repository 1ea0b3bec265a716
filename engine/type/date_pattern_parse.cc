#include <algorithm>
#include <cctype>

#include "engine/type/civil.h"
#include "engine/type/date_pattern.h"

namespace streamsql {
namespace {

using Item = DatePattern::Item;
using Text = std::string_view;

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// What a text said; the defaults are what it did not say.
struct Parsed {
  std::int64_t year = 1970, month = 1, day = 1;
  std::int64_t hour = 0, minute = 0, second = 0, nanos = 0;
  std::optional<std::int64_t> half_hour, day_of_year, offset_millis;
  bool afternoon = false;
};

// Reads one text along a pattern.
class PatternReader {
 public:
  PatternReader(const DatePattern& pattern, Text text)
      : items_(pattern.items()),
        simple_(pattern.dialect() == PatternDialect::Simple),
        text_(text) {}

  bool run() {
    for (index_ = 0; index_ < items_.size(); ++index_) {
      const Item& item = items_[index_];
      if (item.letter == 0 ? !literal(item.text) : !field(item)) return false;
    }
    return simple_ || position_ == text_.size();
  }
  const Parsed& parsed() const { return parsed_; }

 private:
  bool literal(Text expected) {
    if (text_.substr(position_, expected.size()) != expected) return false;
    position_ += expected.size();
    return true;
  }

  bool field(const Item& item) {
    begin_ = position_;
    if (simple_) {
      while (position_ < text_.size() && (text_[position_] == ' ' || text_[position_] == '\t')) {
        ++position_;
      }
    }
    switch (item.letter) {
      case 'M':
      case 'L':
        return item.count >= 3 ? name(kMonthNames, item, parsed_.month) : take(item, parsed_.month);
      case 'E': return name(kDayNames, item, ignored_);
      case 'a': return half_of_day();
      case 'Z':
      case 'X':
      case 'x': return offset();
      case 'S': return fraction(item);
      default: return number_field(item);
    }
  }

  bool number_field(const Item& item) {
    switch (item.letter) {
      case 'y': return year(item);
      case 'u': return simple_ ? take(item, ignored_) : year(item);
      case 'd': return take(item, parsed_.day);
      case 'D': parsed_.day_of_year.emplace(); return take(item, *parsed_.day_of_year);
      case 'H':
      case 'k':
        if (!take(item, parsed_.hour)) return false;
        if (item.letter == 'k' && parsed_.hour == 24) parsed_.hour = 0;
        return true;
      case 'h':
      case 'K': parsed_.half_hour.emplace(); return take(item, *parsed_.half_hour);
      case 'm': return take(item, parsed_.minute);
      case 's': return take(item, parsed_.second);
      case 'n': return take(item, parsed_.nanos);
      default: return take(item, ignored_);
    }
  }

  // ---- numbers

  // Digits directly before another number must have the width of their pattern.
  bool next_is_number() const {
    if (index_ + 1 >= items_.size()) return false;
    const Item& next = items_[index_ + 1];
    const bool text = (next.letter == 'M' || next.letter == 'L') && next.count >= 3;
    return next.letter != 0 && !text && Text("EaGzZXxV").find(next.letter) == Text::npos;
  }

  bool take(const Item& item, std::int64_t& value) {
    return simple_ ? take_simple(item, value) : take_strict(item, value);
  }

  // DecimalFormat: an optional minus and digits, as many as there are or as the pattern counts.
  bool take_simple(const Item& item, std::int64_t& value) {
    Text rest = text_.substr(position_);
    if (next_is_number()) {
      // The blanks before count as well.
      const std::size_t end = begin_ + static_cast<std::size_t>(item.count);
      if (end > text_.size()) return false;
      rest = rest.substr(0, end > position_ ? end - position_ : 0);
    }
    const bool negative = rest.starts_with('-');
    const std::size_t begin = negative;
    std::size_t end = begin;
    value = 0;
    while (end < rest.size() && is_digit(rest[end]) && end - begin < 18) {
      value = value * 10 + (rest[end++] - '0');
    }
    if (end == begin) return false;
    if (negative) value = -value;
    position_ += end;
    return true;
  }

  // DateTimeFormatter: one letter takes all digits, more take exactly their count.
  bool take_strict(const Item& item, std::int64_t& value) {
    const auto count = static_cast<std::size_t>(item.count);
    return take_digits(count, count == 1 && !next_is_number() ? 18 : count, value);
  }

  bool take_digits(std::size_t least, std::size_t most, std::int64_t& value) {
    const std::size_t begin = position_;
    value = 0;
    while (position_ < text_.size() && position_ - begin < most && is_digit(text_[position_])) {
      value = value * 10 + (text_[position_++] - '0');
    }
    return position_ - begin >= least;
  }

  bool year(const Item& item) {
    const std::size_t begin = position_;
    if (simple_) {
      if (!take_simple(item, parsed_.year)) return false;
      // Two digits mean the century that begins 80 years before now.
      if (item.count <= 2 && position_ - begin == 2)
        parsed_.year += parsed_.year < 50 ? 2000 : 1900;
      return true;
    }
    if (item.count == 2) {
      if (!take_digits(2, 2, parsed_.year)) return false;
      parsed_.year += 2000;
      return true;
    }
    const bool sign = literal("+");
    const auto count = static_cast<std::size_t>(item.count);
    const bool open = count < 4 || sign;
    return take_digits(count, open && !next_is_number() ? 9 : count, parsed_.year);
  }

  bool fraction(const Item& item) {
    const std::size_t begin = position_;
    std::int64_t value = 0;
    if (simple_) {
      if (!take_simple(item, value)) return false;
      parsed_.nanos = value * 1'000'000;
      return true;
    }
    const auto count = static_cast<std::size_t>(std::min(item.count, 9));
    if (!take_digits(count, count, value)) return false;
    for (auto digits = position_ - begin; digits < 9; ++digits) value *= 10;
    parsed_.nanos = value;
    return true;
  }

  // ---- words

  bool matches(Text word) const {
    const Text rest = text_.substr(position_, word.size());
    return std::equal(rest.begin(), rest.end(), word.begin(), word.end(), [&](char a, char b) {
      return a == b || (simple_ && std::tolower(a) == std::tolower(b));
    });
  }

  // Names count from 1. SimpleDateFormat takes the long and the short form for either.
  template <std::size_t N>
  bool name(const Text (&names)[N], const Item& item, std::int64_t& value) {
    for (std::size_t i = 0; i < N; ++i) {
      for (const std::size_t length : {names[i].size(), std::size_t{3}}) {
        const bool is_long = length == names[i].size();
        if (!simple_ && is_long != (item.count == 4) && names[i].size() != 3) continue;
        if (!matches(names[i].substr(0, length))) continue;
        value = static_cast<std::int64_t>(i) + 1;
        position_ += length;
        return true;
      }
    }
    return false;
  }

  bool half_of_day() {
    parsed_.afternoon = matches("PM");
    if (!parsed_.afternoon && !matches("AM")) return false;
    position_ += 2;
    return true;
  }

  // "Z", "+02", "+0200", "+02:00", "GMT+2:00".
  bool offset() {
    if (literal("Z")) {
      parsed_.offset_millis = 0;
      return true;
    }
    if (literal("GMT") || literal("UTC")) parsed_.offset_millis = 0;
    const bool negative = text_.substr(position_).starts_with('-');
    if (!negative && !text_.substr(position_).starts_with('+')) {
      return parsed_.offset_millis.has_value();
    }
    ++position_;
    std::int64_t hours = 0, minutes = 0;
    if (!take_digits(2, 2, hours)) return false;
    literal(":");
    if (position_ < text_.size() && is_digit(text_[position_]) && !take_digits(2, 2, minutes)) {
      return false;
    }
    const std::int64_t millis = (hours * 60 + minutes) * 60'000;
    parsed_.offset_millis = negative ? -millis : millis;
    return true;
  }

  const std::vector<Item>& items_;
  const bool simple_;
  const Text text_;
  std::size_t position_ = 0, index_ = 0;
  std::size_t begin_ = 0;  // of the field, before blanks
  Parsed parsed_;
  std::int64_t ignored_ = 0;
};

std::int64_t hour_of(const Parsed& parsed) {
  if (!parsed.half_hour) return parsed.hour;
  return *parsed.half_hour % 12 + (parsed.afternoon ? 12 : 0);
}

bool in_range(const Parsed& parsed) {
  return parsed.month >= 1 && parsed.month <= 12 && parsed.day >= 1 && parsed.day <= 31 &&
         hour_of(parsed) <= 24 && parsed.minute < 60 && parsed.second < 60;
}

Timestamp at(std::int64_t days, const Parsed& parsed) {
  const std::int64_t seconds = (hour_of(parsed) * 60 + parsed.minute) * 60 + parsed.second;
  const std::int64_t millis = days * kMillisPerDay + seconds * 1000 + parsed.nanos / 1'000'000;
  return {millis, static_cast<std::int32_t>(parsed.nanos % 1'000'000)};
}

}  // namespace

std::optional<Timestamp> DatePattern::parse_local(std::string_view text) const {
  PatternReader reader(*this, text);
  if (!reader.run() || !in_range(reader.parsed())) return std::nullopt;
  const Parsed& parsed = reader.parsed();
  // 24:00 is the end of the day, and only that.
  if (hour_of(parsed) == 24 && (parsed.minute | parsed.second | parsed.nanos) != 0) {
    return std::nullopt;
  }
  CivilDate date{static_cast<int>(parsed.year), static_cast<int>(parsed.month), 1};
  const auto day = std::min<std::int64_t>(parsed.day, days_in_month(date.year, date.month));
  if (parsed.day_of_year) {
    return at(days_from_civil({date.year, 1, 1}) + *parsed.day_of_year - 1, parsed);
  }
  return at(days_from_civil(date) + day - 1, parsed);
}

std::optional<Timestamp> DatePattern::parse_instant(std::string_view text,
                                                    const TimeZone& zone) const {
  PatternReader reader(*this, text);
  if (!reader.run()) return std::nullopt;
  const Parsed& parsed = reader.parsed();
  const std::int64_t days = parsed.day_of_year
                                ? days_from_hybrid(parsed.year, 1, *parsed.day_of_year)
                                : days_from_hybrid(parsed.year, parsed.month, parsed.day);
  const Timestamp local = at(days, parsed);
  if (parsed.offset_millis) return Timestamp{local.millis - *parsed.offset_millis, local.nanos};
  return hybrid_to_instant(zone, local);
}

}  // namespace streamsql
