#include "engine/type/zone_file.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "engine/type/civil.h"

namespace streamsql {

namespace {

// Reads big-endian numbers from the front of `bytes`; `failed` once there are too few.
struct ByteReader {
  std::string_view bytes;
  bool failed = false;

  std::string_view take(std::size_t count) {
    failed = failed || count > bytes.size();
    if (failed) return {};
    const std::string_view taken = bytes.substr(0, count);
    bytes.remove_prefix(count);
    return taken;
  }
  std::int64_t number(std::size_t width) {
    std::uint64_t value = 0;
    for (const char c : take(width)) value = value << 8 | static_cast<unsigned char>(c);
    return width == 4 ? static_cast<std::int32_t>(value) : static_cast<std::int64_t>(value);
  }
  std::uint8_t byte() {
    const std::string_view taken = take(1);
    return taken.empty() ? std::uint8_t{0} : static_cast<std::uint8_t>(taken[0]);
  }
};

//   "TZif" version(1) unused(15) isutcnt isstdcnt leapcnt timecnt typecnt charcnt (4 each)
//   timecnt times | timecnt type indices | typecnt {offset(4) dst(1) name(1)} | names | leaps | …
struct Header {
  std::size_t is_ut_count, is_std_count, leap_count, time_count, type_count, name_bytes;

  std::size_t block_size(std::size_t time_width) const {
    return time_count * (time_width + 1) + type_count * 6 + name_bytes +
           leap_count * (time_width + 4) + is_std_count + is_ut_count;
  }
};

std::optional<Header> read_header(ByteReader& reader) {
  if (reader.take(4) != "TZif") return std::nullopt;
  const std::uint8_t version = reader.byte();
  if (version < '2') return std::nullopt;
  reader.take(15);
  Header header{};
  for (std::size_t* count : {&header.is_ut_count, &header.is_std_count, &header.leap_count,
                             &header.time_count, &header.type_count, &header.name_bytes}) {
    *count = static_cast<std::size_t>(static_cast<std::uint32_t>(reader.number(4)));
  }
  return reader.failed ? std::nullopt : std::optional(header);
}

bool read_changes(ByteReader reader, const Header& header, ZoneOffsets& zone) {
  if (header.type_count == 0 || header.block_size(8) > reader.bytes.size()) return false;
  ByteReader types{reader.bytes.substr(header.time_count * 9)};
  std::vector<std::int32_t> offsets(header.type_count);
  for (auto& offset : offsets) {
    offset = static_cast<std::int32_t>(types.number(4));
    types.take(2);
  }
  ByteReader indices{reader.bytes.substr(header.time_count * 8)};
  zone.initial = offsets[0];
  std::int32_t before = zone.initial;
  for (std::size_t i = 0; i < header.time_count; ++i) {
    const std::int64_t instant = reader.number(8);
    const std::size_t index = indices.byte();
    if (index >= offsets.size()) return false;
    if (offsets[index] != before) zone.changes.push_back({instant, before, offsets[index]});
    before = offsets[index];
  }
  return true;
}

// ---- the rule for ever after, in POSIX notation: CET-1CEST,M3.5.0,M10.5.0/3

// When a season begins: in local time, `seconds` after midnight of the day.
struct SeasonStart {
  char kind = 'M';  // M: month, week, weekday; J: day 1 to 365 without leap day; 0: day 0 to 365
  int month = 0, week = 0, day = 0;
  int seconds = 2 * 3600;
};

struct Rule {
  std::int32_t standard = 0, summer = 0;
  bool has_summer = false;
  SeasonStart begin, end;
};

class RuleParser {
 public:
  explicit RuleParser(std::string_view text) : text_(text) {}

  std::optional<Rule> parse() {
    Rule rule;
    if (!skip_name()) return std::nullopt;
    rule.standard = -read_clock();
    if (text_.empty()) return finish(rule);
    rule.has_summer = skip_name();
    rule.summer = text_.starts_with(',') ? rule.standard + 3600 : -read_clock();
    rule.begin = read_start();
    rule.end = read_start();
    return finish(rule);
  }

 private:
  std::optional<Rule> finish(const Rule& rule) const {
    return failed_ || !text_.empty() ? std::nullopt : std::optional(rule);
  }
  bool take(char c) {
    if (!text_.starts_with(c)) return false;
    text_.remove_prefix(1);
    return true;
  }
  // Letters, or anything between angle brackets.
  bool skip_name() {
    const bool quoted = text_.starts_with('<');
    const std::size_t end = quoted ? text_.find('>') : text_.find_first_of("+-0123456789,");
    if (end == 0 || (quoted && end == std::string_view::npos)) failed_ = true;
    text_.remove_prefix(std::min(end + (quoted ? 1 : 0), text_.size()));
    return !failed_;
  }
  int read_number() {
    int value = 0;
    const auto [next, error] = std::from_chars(text_.data(), text_.data() + text_.size(), value);
    failed_ = failed_ || error != std::errc() || value < 0 || value > 1000;
    text_.remove_prefix(static_cast<std::size_t>(next - text_.data()));
    return failed_ ? 0 : value;
  }
  // [+-]hh[:mm[:ss]] in seconds.
  int read_clock() {
    const bool negative = take('-');
    if (!negative) take('+');
    int seconds = read_number() * 3600;
    if (take(':')) seconds += read_number() * 60;
    if (take(':')) seconds += read_number();
    return negative ? -seconds : seconds;
  }
  SeasonStart read_start() {
    SeasonStart start;
    failed_ = failed_ || !take(',');
    if (take('M')) {
      start.month = read_number();
      failed_ = failed_ || !take('.') || start.month < 1 || start.month > 12;
      start.week = read_number();
      failed_ = failed_ || !take('.');
    } else {
      start.kind = take('J') ? 'J' : '0';
    }
    start.day = read_number();
    if (take('/')) start.seconds = read_clock();
    return start;
  }

  std::string_view text_;
  bool failed_ = false;
};

std::int64_t day_of(const SeasonStart& start, int year) {
  const std::int64_t first = day_number_from_civil({year, 1, 1});
  if (start.kind == '0') return first + start.day;
  if (start.kind == 'J') return first + start.day - 1 + (is_leap_year(year) && start.day >= 60);
  const std::int64_t month = day_number_from_civil({year, start.month, 1});
  const std::int64_t weekday = floor_modulo(month + 4, 7);  // 1970-01-01 was a Thursday
  const std::int64_t day = floor_modulo(start.day - weekday, 7) + (start.week - 1) * 7;
  return month + (day >= days_in_month(year, start.month) ? day - 7 : day);
}

void add_year(const Rule& rule, int year, std::vector<OffsetChange>& changes) {
  const auto at = [&](const SeasonStart& start, std::int32_t offset) {
    return day_of(start, year) * 86'400 + start.seconds - offset;
  };
  std::array both{OffsetChange{at(rule.begin, rule.standard), rule.standard, rule.summer},
                  OffsetChange{at(rule.end, rule.summer), rule.summer, rule.standard}};
  if (both[1].instant < both[0].instant) std::swap(both[0], both[1]);
  for (const OffsetChange& change : both) {
    if (changes.empty() || change.instant > changes.back().instant) changes.push_back(change);
  }
}

// Continues behind the last listed change, for somewhat more than a cycle.
void continue_with(const Rule& rule, ZoneOffsets& zone) {
  constexpr int kFirstYear = 1970, kMoreYears = 402;
  if (!rule.has_summer) return;
  int year = kFirstYear;
  if (!zone.changes.empty()) {
    const std::int64_t last = zone.changes.back().instant;
    year = civil_from_day_number(floor_divide(last, 86'400)).year;
  }
  for (const int end = year + kMoreYears; year < end; ++year) add_year(rule, year, zone.changes);
  zone.repeats = true;
}

}  // namespace

std::optional<ZoneOffsets> parse_zone_file(std::string_view bytes) {
  ByteReader reader{bytes};
  const auto old = read_header(reader);  // the same data with 32-bit times comes first
  if (!old || old->block_size(4) > reader.bytes.size()) return std::nullopt;
  reader.take(old->block_size(4));
  const auto header = read_header(reader);
  ZoneOffsets zone;
  if (!header || !read_changes(reader, *header, zone)) return std::nullopt;
  reader.take(header->block_size(8));
  const std::string_view footer = reader.bytes;
  if (footer.size() < 2 || footer.front() != '\n' || footer.back() != '\n') return std::nullopt;
  if (footer.size() == 2) return zone;
  const auto rule = RuleParser(footer.substr(1, footer.size() - 2)).parse();
  if (!rule) return std::nullopt;
  continue_with(*rule, zone);
  return zone;
}

}  // namespace streamsql
