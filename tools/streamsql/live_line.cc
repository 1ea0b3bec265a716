#include "tools/streamsql/live_line.h"

#include <algorithm>
#include <fmt/format.h>

#include "tools/streamsql/quantity_text.h"

namespace streamsql {
namespace {

std::string rate_between(std::uint64_t before, std::uint64_t now, std::int64_t millis) {
  const auto count = static_cast<double>(now - std::min(before, now));
  return rate_text(count * 1000 / static_cast<double>(std::max<std::int64_t>(millis, 1)));
}

}  // namespace

std::string live_line_text(const LiveLook& look) {
  const auto& [before, now, between, elapsed] = look;
  auto line = fmt::format("{} · in {}/s ({}) · out {}/s", elapsed_text(elapsed),
                          rate_between(before.records_in, now.records_in, between),
                          count_text(now.records_in),
                          rate_between(before.records_out, now.records_out, between));
  if (now.lag) line += " · lag " + count_text(static_cast<std::uint64_t>(*now.lag));
  if (now.watermark_millis) line += " · watermark " + instant_text(*now.watermark_millis);
  if (now.has_lookups()) line += " · cache " + percent_text(now.hit_rate());
  if (now.checkpoints > 0) {
    line += fmt::format(" · checkpoints {} ({} ms, {})", count_text(now.checkpoints),
                        now.checkpoint_millis,
                        bytes_text(static_cast<std::uint64_t>(now.checkpoint_bytes)));
  }
  if (now.failed_checkpoints > 0) {
    line += fmt::format(" · {} failed", count_text(now.failed_checkpoints));
  }
  if (now.restarts > 0) line += " · restarts " + count_text(now.restarts);
  if (now.bad_records > 0) line += " · bad " + count_text(now.bad_records);
  return line;
}

}  // namespace streamsql
