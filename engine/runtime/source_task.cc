#include <algorithm>
#include <utility>

#include "engine/runtime/task.h"

namespace streamsql {

SourceTask::SourceTask(TaskSetup setup, std::function<Source()> make_source)
    : Task(std::move(setup)), make_source_(std::move(make_source)) {}

void SourceTask::open() {
  Task::open();
  source_ = make_source_();
  if (source_.watermark) timer_.emplace(*source_.watermark);
  if (source_.alignment) {
    aligned_.emplace(*source_.watermark->alignment, source_.alignment, signal_);
  }
  records_out_ = &setup_.metrics.counter("source_records_total");
  watermark_gauge_ = &setup_.metrics.gauge("watermark");
  signal_.on_ring([reader = source_.reader.get()] { reader->wake_up(); });
  restore();
  if (aligned_) align();
}

// Splits go on where they stood, and so does each one's watermark: a row that was late before the
// restore is late behind it.
void SourceTask::restore() {
  std::vector<Split> splits;
  for (const auto& [split, millis] : setup_.start.splits) {
    splits.push_back(split);
    if (!source_.watermark) continue;
    auto& watermark = watermark_of(split.id);
    watermark.timer.active(now_millis());
    watermark.generator.restore(millis);
  }
  if (!splits.empty()) source_.reader->add_splits(splits);
  const auto reached = setup_.start.watermark;
  if (reached == INT64_MIN) return;
  watermark_ = reached;
  chain_.head.emit(Watermark{reached});
  // A WatermarkAssigner in between has swallowed it.
  if (keyed_) keyed_->on_watermark(Watermark{reached});
}

std::vector<TaskSnapshot::SplitState> SourceTask::splits(CheckpointId id) {
  source_.reader->prepare(id);
  std::vector<TaskSnapshot::SplitState> out;
  for (auto& split : source_.reader->positions()) {
    const auto watermark = watermarks_.find(split.id);
    const auto millis =
        watermark == watermarks_.end() ? INT64_MIN : watermark->second.generator.current();
    out.push_back({std::move(split), millis});
  }
  return out;
}

std::optional<std::int64_t> SourceTask::deadline() const {
  const auto deadline = chain_.deadline();
  if (!timer_) return deadline;
  auto due = timer_->next(now_millis());
  if (aligned_) due = std::min(due, aligned_->next());
  return deadline ? std::min(*deadline, due) : due;
}

StepResult SourceTask::step(std::chrono::milliseconds patience) {
  mailbox_.run_posted();
  if (finished_) return StepResult::Finished;
  const bool may_read = !aligned_ || align();
  chain_.on_time(now_millis());
  if (timer_ && timer_->tick(now_millis())) emit_watermark(true);
  if (!chain_.head.wanted()) {
    end();  // every LIMIT behind has its rows
    return StepResult::Finished;
  }
  if (!chain_.ready() || !chain_.has_room() || !has_room()) return StepResult::WaitsForRoom;
  if (!may_read) return pause(StepResult::WaitsForAlignment);
  if (const auto due = deadline()) {
    const std::chrono::milliseconds left(std::max<std::int64_t>(*due - now_millis(), 0));
    patience = std::min(patience, left);
  }
  if (!idle_told_) patience = std::chrono::milliseconds(0);
  std::optional<SplitBatch> rows;
  switch (source_.reader->poll(patience, rows)) {
    case SourceReader::Progress::HasRows:
      idle_told_ = false;
      if (rows) handle(std::move(*rows));
      return StepResult::Worked;
    case SourceReader::Progress::NothingYet: return pause(StepResult::Idled);
    case SourceReader::Progress::Finished:
      chain_.head.emit(Watermark{kMaxWatermark});
      end();
      return StepResult::Finished;
  }
  return StepResult::Finished;
}

StepResult SourceTask::pause(StepResult why) {
  if (std::exchange(idle_told_, true)) return why;
  chain_.on_idle();  // only then may this thread sleep
  return StepResult::Worked;
}

void SourceTask::end() {
  if (aligned_) aligned_->finish();
  end_of_input();
}

void SourceTask::handle(SplitBatch rows) {
  if (rows.rows.row_count() == 0) {
    if (source_.watermark) watermark_of(rows.split).ended = true;
    return;
  }
  Batch batch = std::move(rows.rows);
  records_out_->add(batch.row_count());
  if (!source_.columns.empty()) {
    std::vector<ColumnPtr> columns;
    const auto all = all_rows(batch.row_count());
    for (const auto& column : source_.columns) {
      columns.push_back(evaluate(*column, setup_.evaluation, batch, all));
    }
    batch = batch.with_columns(std::move(columns));
  }
  if (source_.watermark) batch = observe(std::move(batch), rows.split);
  chain_.head.emit(std::move(batch));
  if (source_.watermark) emit_watermark(false);
}

Batch SourceTask::observe(Batch batch, std::string_view split) {
  auto& watermark = watermark_of(split);
  watermark.timer.active(now_millis());
  std::int64_t of_others = kMaxWatermark;
  for (const auto& [name, other] : watermarks_) {
    if (name == split || other.ended || other.is_idle(now_millis())) continue;
    of_others = std::min(of_others, other.generator.current());
  }
  return hold_back(watermark.generator.observe(std::move(batch)), of_others);
}

SourceTask::SplitWatermark& SourceTask::watermark_of(std::string_view split) {
  const auto found = watermarks_.find(split);
  if (found != watermarks_.end()) return found->second;
  SplitWatermark fresh{WatermarkGenerator(*source_.watermark, setup_.evaluation),
                       WatermarkTimer(*source_.watermark)};
  return watermarks_.emplace(std::string(split), std::move(fresh)).first->second;
}

// The minimum over the splits that are neither idle nor at their end.
void SourceTask::emit_watermark(bool due) {
  std::int64_t minimum = kMaxWatermark;
  bool any_active = false, any_idle = false, per_row = false;
  for (const auto& [split, watermark] : watermarks_) {
    per_row = watermark.generator.per_row();
    if (watermark.ended) continue;
    const bool idle = watermark.is_idle(now_millis());
    any_idle |= idle;
    any_active |= !idle;
    if (!idle) minimum = std::min(minimum, watermark.generator.current());
  }
  if (!any_active) {
    if (any_idle && !std::exchange(idle_, true)) chain_.broadcast(Idle{});
    return;
  }
  idle_ = false;
  if ((!due && !per_row) || minimum <= watermark_) return;
  watermark_ = minimum;
  watermark_gauge_->set(minimum);
  chain_.head.emit(Watermark{minimum});
}

// ---- alignment

bool SourceTask::align() {
  const auto now = now_millis();
  const auto mine = reached(now);
  const auto limit = aligned_->advance(now, mine);
  const bool ahead = mine != kMaxWatermark && mine > limit;
  bool changed = false;
  for (auto& [split, watermark] : watermarks_) {
    const bool hold = !watermark.ended && !watermark.is_idle(now) &&
                      (ahead || watermark.generator.current() > limit);
    if (std::exchange(watermark.held, hold) == hold) continue;
    if (!hold) watermark.timer.active(now);
    changed = true;
  }
  if (changed) hold_splits();
  return !ahead;
}

// What has been read counts, also while its watermark waits for the next interval.
std::int64_t SourceTask::reached(std::int64_t now_millis) const {
  if (watermarks_.empty()) return INT64_MIN;
  bool any_active = false;
  std::int64_t minimum = kMaxWatermark;
  for (const auto& [split, watermark] : watermarks_) {
    if (watermark.ended || watermark.is_idle(now_millis)) continue;
    any_active = true;
    minimum = std::min(minimum, watermark.generator.current());
  }
  return any_active ? std::max(minimum, watermark_) : kMaxWatermark;
}

void SourceTask::hold_splits() {
  std::vector<std::string> held;
  for (const auto& [split, watermark] : watermarks_) {
    if (watermark.held) held.push_back(split);
  }
  source_.reader->hold_splits(held);
}

void SourceTask::add_splits(std::vector<Split> splits) {
  mailbox_.post([this, splits = std::move(splits)] {
    for (const auto& split : splits) {
      // A split holds the watermark back from the moment it is assigned.
      if (source_.watermark) watermark_of(split.id).timer.active(now_millis());
    }
    source_.reader->add_splits(splits);
  });
}

void SourceTask::no_more_splits() {
  mailbox_.post([this] { source_.reader->no_more_splits(); });
}

void SourceTask::inject(Barrier barrier) {
  mailbox_.post([this, barrier] {
    if (!finished_) pass_barrier(barrier, splits(barrier.id));
  });
}

void SourceTask::commit(CheckpointId id, const std::vector<TaskSnapshot::SplitState>& splits) {
  std::vector<Split> positions;
  for (const auto& state : splits) positions.push_back(state.split);
  source_.reader->commit(id, positions);
}

}  // namespace streamsql
