// WatermarkGenerator: the event time that a stream of rows has reached.
#pragma once

#include <cstdint>
#include <optional>

#include "engine/batch/batch.h"
#include "engine/function/function.h"
#include "engine/plan/physical.h"

namespace streamsql {

// For one split or one subtask; its task's thread. Periodic watermarks are due every interval of
// the clock; an interval of 0 and on-event mean one after every row that raises it, which is noted
// per row in the batch (running_watermark), so that lateness does not depend on batch boundaries.
class WatermarkGenerator {
 public:
  WatermarkGenerator(physical::WatermarkSpec spec, const EvaluationContext& evaluation)
      : spec_(std::move(spec)), evaluation_(&evaluation) {}

  // Evaluates the watermark expression over the rows. Throws InvalidArgument for a NULL rowtime, as
  // Flink does. Returns the batch, with a running watermark where every row counts.
  Batch observe(Batch batch);
  // The highest watermark so far; INT64_MIN before the first.
  std::int64_t current() const { return current_; }
  void restore(std::int64_t millis) { current_ = millis; }
  bool per_row() const;

 private:
  physical::WatermarkSpec spec_;
  const EvaluationContext* evaluation_;
  std::int64_t current_ = INT64_MIN;
};

// The same rows, with no running watermark beyond `millis`: what other splits or channels, which
// are behind, still hold back.
Batch hold_back(const Batch& batch, std::int64_t millis);

// When a periodic watermark or an idle mark is due; shared by source tasks and WatermarkAssigner.
class WatermarkTimer {
 public:
  explicit WatermarkTimer(const physical::WatermarkSpec& spec) : spec_(spec) {}

  // Rows came at `now`; nothing came; when to ask again. All on the monotonic clock.
  void active(std::int64_t now_millis) { last_active_ = now_millis; }
  bool tick(std::int64_t now_millis);
  bool is_idle(std::int64_t now_millis) const;
  std::int64_t next(std::int64_t now_millis) const;

 private:
  physical::WatermarkSpec spec_;
  std::int64_t last_tick_ = INT64_MIN / 2, last_active_ = 0;
};

}  // namespace streamsql
