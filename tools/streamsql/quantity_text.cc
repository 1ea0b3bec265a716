#include "tools/streamsql/quantity_text.h"

#include <ctime>
#include <fmt/chrono.h>
#include <fmt/format.h>
#include <iterator>

namespace streamsql {

std::string count_text(std::uint64_t count) {
  auto text = fmt::format("{}", count);
  for (auto at = static_cast<int>(text.size()) - 3; at > 0; at -= 3) {
    text.insert(static_cast<std::size_t>(at), ",");
  }
  return text;
}

std::string rate_text(double per_second) {
  if (per_second < 1000) return fmt::format("{:.0f}", per_second);
  if (per_second < 1e6) return fmt::format("{:.1f} K", per_second / 1e3);
  return fmt::format("{:.2f} M", per_second / 1e6);
}

std::string bytes_text(std::uint64_t bytes) {
  constexpr const char* kUnits[] = {"KiB", "MiB", "GiB", "TiB"};
  if (bytes < 1024) return fmt::format("{} B", bytes);
  auto value = static_cast<double>(bytes) / 1024;
  std::size_t unit = 0;
  for (; value >= 1024 && unit + 1 < std::size(kUnits); ++unit) value /= 1024;
  return fmt::format("{:.1f} {}", value, kUnits[unit]);
}

std::string micros_text(std::int64_t micros) {
  const auto value = static_cast<double>(micros);
  if (micros < 1000) return fmt::format("{} µs", micros);
  if (micros < 1'000'000) return fmt::format("{:.1f} ms", value / 1e3);
  return fmt::format("{:.1f} s", value / 1e6);
}

std::string elapsed_text(std::int64_t millis) {
  const auto seconds = millis / 1000;
  if (millis < 1000) return fmt::format("{:.2f} s", static_cast<double>(millis) / 1e3);
  if (seconds < 60) return fmt::format("{:.1f} s", static_cast<double>(millis) / 1e3);
  if (seconds < 3600) return fmt::format("{} min {} s", seconds / 60, seconds % 60);
  return fmt::format("{} h {} min", seconds / 3600, seconds / 60 % 60);
}

std::string percent_text(double share) { return fmt::format("{:.1f} %", share * 100); }

std::string instant_text(std::int64_t wall_millis) {
  auto seconds = wall_millis / 1000, millis = wall_millis % 1000;
  if (millis < 0) {
    millis += 1000;
    --seconds;
  }
  return fmt::format("{:%Y-%m-%d %H:%M:%S}.{:03}", fmt::gmtime(static_cast<std::time_t>(seconds)),
                     millis);
}

}  // namespace streamsql
