#include "engine/operator/watermark_generator.h"

#include <algorithm>

#include "engine/base/error.h"

namespace streamsql {

bool WatermarkGenerator::per_row() const {
  return spec_.emit == physical::WatermarkEmit::OnEvent || spec_.interval.count() == 0;
}

Batch WatermarkGenerator::observe(Batch batch) {
  const auto rows = all_rows(batch.row_count());
  const auto& rowtime = batch.column(static_cast<std::size_t>(spec_.column));
  const auto values = evaluate(*spec_.expression, *evaluation_, batch, rows);
  const ColumnReader<Timestamp> watermarks(*values);
  std::vector<std::int64_t> before;
  if (per_row()) before.reserve(rows.size());
  for (const auto row : rows) {
    if (rowtime.is_null(row)) {
      throw Error(ErrorCode::MalformedRecord,
                  "RowTime field should not be null, please convert it to a non-null long value.")
          .hint("filter such rows with WHERE, or give the column a default with COALESCE");
    }
    if (per_row()) before.push_back(current_);
    if (!watermarks.is_null(row)) current_ = std::max(current_, watermarks[row].millis);
  }
  return per_row() ? batch.with_running_watermark(std::move(before)) : batch;
}

Batch hold_back(const Batch& batch, std::int64_t millis) {
  const auto running = batch.running_watermark();
  if (running.empty() || running.back() <= millis) return batch;  // they never fall
  std::vector<std::int64_t> limited(running.begin(), running.end());
  for (auto& watermark : limited) watermark = std::min(watermark, millis);
  return batch.with_running_watermark(std::move(limited));
}

bool WatermarkTimer::tick(std::int64_t now_millis) {
  if (now_millis - last_tick_ < spec_.interval.count()) return false;
  last_tick_ = now_millis;
  return true;
}

bool WatermarkTimer::is_idle(std::int64_t now_millis) const {
  const auto timeout = spec_.idle_timeout.count();
  return timeout > 0 && now_millis - last_active_ >= timeout;
}

std::int64_t WatermarkTimer::next(std::int64_t now_millis) const {
  const auto step = std::max<std::int64_t>(spec_.interval.count(), 1);
  return std::max(last_tick_ + step, now_millis);
}

}  // namespace streamsql
