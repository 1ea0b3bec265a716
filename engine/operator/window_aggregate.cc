// WindowAggregate: GROUP BY window_start, window_end: one row per key and window when the watermark
// (or the clock) has passed the window's end.
//
// Rows are gathered in parts of time, one set of tables each, named by their ends:
//   TUMBLE              a part is a window
//   HOP                 a part is a slice; a window is put together from its slices when it fires
//   CUMULATE            a part is what came since the window before; it is added to the total of
//                       the windows with the same start when it fires
//   without merging     a part is a window, and a row goes into each of its windows: DISTINCT, MIN
//                       and MAX with retractions, rows that carry their window already
// A part is dropped as a whole with its last window. Whether a row is late is decided by the
// watermark in front of it, window by window, so that it does not depend on where a batch ends.
#include <algorithm>
#include <charconv>
#include <cstring>
#include <map>
#include <set>
#include <utility>

#include "engine/batch/row_codec.h"
#include "engine/operator/aggregate_handler.h"
#include "engine/operator/local_state.h"
#include "engine/operator/operators.h"
#include "engine/operator/window_times.h"

namespace streamsql {
namespace {

constexpr std::string_view kPart = "part-", kTotal = "total-", kMerged = "merged";
constexpr std::size_t kRowsAtOnce = 4096;

bool is_retraction(RowKind kind) {
  return kind == RowKind::UpdateBefore || kind == RowKind::Delete;
}

std::string table_name(std::string_view prefix, std::int64_t time) {
  return std::string(prefix) + std::to_string(time);
}

// The time in a table's name; nothing for the tables of values beside it, and other tables.
std::optional<std::int64_t> time_in(std::string_view name, std::string_view prefix) {
  if (!name.starts_with(prefix)) return std::nullopt;
  std::int64_t time = 0;
  const char* const end = name.data() + name.size();
  const auto [rest, error] = std::from_chars(name.data() + prefix.size(), end, time);
  return error == std::errc() && rest == end ? std::optional(time) : std::nullopt;
}

class WindowAggregate final : public Operator {
 public:
  explicit WindowAggregate(const physical::Node& node)
      : plan_(std::get<physical::WindowAggregate>(node.node)),
        schema_(node.schema),
        handler_(plan_.calls, !plan_.input->changelog.is_insert_only()),
        by_event_time_(plan_.window.is_event_time()),
        merges_(handler_.can_merge() && plan_.source.time_column.has_value()) {}

  void open(const OperatorContext& context) override;
  void process(int, const Batch& batch, Output& out) override;
  void on_watermark(Watermark watermark, Output& out) override {
    if (by_event_time_) advance(watermark.millis, out);
    out.emit(watermark);
  }
  void on_idle(Output& out) override {
    if (!by_event_time_) advance(clock_time(), out);
  }
  std::optional<std::int64_t> deadline() const override {
    if (by_event_time_ || pending_.empty()) return std::nullopt;
    const auto left = times_->last_instant(*pending_.begin()) - clock_time();
    return clock_->monotonic_millis() + std::max<std::int64_t>(left, 0);
  }
  void before_checkpoint(CheckpointId, Output&) override {
    std::string bytes(sizeof time_, '\0');
    std::memcpy(bytes.data(), &time_, sizeof time_);
    state_->set_value("time", std::move(bytes));
  }

 private:
  using Rows = std::vector<std::uint32_t>;

  // A window fires one millisecond behind its last one, as timers of Flink do.
  std::int64_t clock_time() const { return clock_->wall_millis() - 1; }
  bool fired(std::int64_t window_end) const { return times_->last_instant(window_end) <= time_; }

  // ---- coming in
  void assign(std::uint32_t row);
  void assign_to_part(std::uint32_t row, std::int64_t local);
  void add_to_part(std::int64_t part, std::uint32_t row) { parts_to_fill_[part].push_back(row); }
  void fill_parts(const Batch& batch);
  void fill_part(std::int64_t part, const Batch& rows);

  // ---- going out
  void advance(std::int64_t time, Output& out);
  void fire(std::int64_t window_end, Output& out);
  void fire_total(std::int64_t window_end, Output& out);
  void fire_slices(std::int64_t window_end, Output& out);
  void add_part(const AggregateTables& from, const AggregateTables& to);
  void add_keys(const EncodedKeys& keys, const AggregateTables& from, const AggregateTables& to);
  void emit_groups(const AggregateTables& tables, std::int64_t window_end, Output& out);
  struct Emission;
  void emit_chunk(Emission& emission, Output& out);
  ColumnPtr property(std::size_t index, std::int64_t window_end, std::size_t size) const;
  void drop_part(std::int64_t part);

  void restore();
  void restore_total(std::int64_t start);
  AggregateTables& part(std::int64_t end);
  AggregateTables& total(std::int64_t start);

  const physical::WindowAggregate plan_;
  const SchemaPtr schema_;
  AggregateHandler handler_;
  const bool by_event_time_;
  const bool merges_;
  LocalState local_state_;
  OperatorState* state_ = nullptr;
  const Clock* clock_ = nullptr;
  std::optional<WindowTimes> times_;
  Counter* late_ = nullptr;
  Counter* without_time_ = nullptr;

  std::int64_t time_ = INT64_MIN;   // the watermark, or the clock when it was last looked at
  std::set<std::int64_t> pending_;  // ends of the windows that will fire
  std::map<std::int64_t, AggregateTables> parts_, totals_;

  // Of the current batch.
  const Column* time_column_ = nullptr;
  std::map<std::int64_t, Rows> parts_to_fill_;
  std::vector<ColumnPtr> key_columns_;
  EncodedKeys keys_;
  std::vector<Slot> slots_, from_slots_;
  std::vector<std::uint8_t> created_;
  std::vector<std::byte*> states_;
  std::vector<const std::byte*> from_states_;
  std::vector<AggregateStep> base_;
};

void WindowAggregate::open(const OperatorContext& context) {
  clock_ = &context.clock;
  state_ = &local_state_.of(context);
  times_.emplace(plan_.window, context.evaluation.zone);
  late_ = &context.metrics.counter("late_records_dropped_total");
  without_time_ = &context.metrics.counter("null_time_records_dropped_total");
  restore();
}

// What a former run left: every table stands for windows that have not fired yet.
void WindowAggregate::restore() {
  for (const auto& bytes : state_->restored_values("time")) {
    std::int64_t time;
    std::memcpy(&time, bytes.data(), sizeof time);
    time_ = std::max(time_, time);
  }
  for (const auto& name : state_->tables()) {
    if (const auto end = time_in(name, kPart)) part(*end);
    if (const auto start = time_in(name, kTotal)) restore_total(*start);
  }
}

void WindowAggregate::restore_total(std::int64_t start) {
  total(start);
  times_->windows_of(start, [this](std::int64_t window) {
    if (!fired(window)) pending_.insert(window);
  });
}

// Also says which windows will fire because of it.
AggregateTables& WindowAggregate::part(std::int64_t end) {
  const auto [found, added] = parts_.try_emplace(end);
  if (!added) return found->second;
  found->second = handler_.open(*state_, table_name(kPart, end), {});
  if (!merges_ || times_->slices_are_windows()) {
    pending_.insert(end);
  } else {
    times_->windows_of(end - 1, [this](std::int64_t window) {
      if (!fired(window)) pending_.insert(window);
    });
  }
  return found->second;
}

AggregateTables& WindowAggregate::total(std::int64_t start) {
  const auto [found, added] = totals_.try_emplace(start);
  if (!added) return found->second;
  found->second = handler_.open(*state_, table_name(kTotal, start), {});
  return found->second;
}

// ---- coming in

void WindowAggregate::process(int, const Batch& batch, Output& out) {
  const auto column = plan_.source.time_column ? plan_.source.time_column : plan_.source.end_column;
  time_column_ = &batch.column(static_cast<std::size_t>(*column));
  if (!by_event_time_) advance(clock_time(), out);
  const auto watermarks =
      by_event_time_ ? batch.running_watermark() : std::span<const std::int64_t>();
  for (std::uint32_t row = 0; row < batch.row_count(); ++row) {
    if (!watermarks.empty() && watermarks[row] > time_) {
      // Windows end here: what came before them must be in, and what comes now is late for them.
      if (!parts_to_fill_.empty()) fill_parts(batch);
      advance(watermarks[row], out);
    }
    assign(row);
  }
  fill_parts(batch);
}

void WindowAggregate::assign(std::uint32_t row) {
  if (time_column_->is_null(row) && (by_event_time_ || !plan_.source.time_column)) {
    return without_time_->add();
  }
  const auto millis = time_column_->value<Timestamp>(row).millis;
  if (!plan_.source.time_column) {
    if (fired(millis)) return late_->add();
    return add_to_part(millis, row);
  }
  const auto local = times_->to_local(by_event_time_ ? millis : clock_->wall_millis());
  if (merges_) return assign_to_part(row, local);
  bool counts = false;
  times_->windows_of(local, [&](std::int64_t window) {
    if (fired(window)) return;
    add_to_part(window, row);
    counts = true;
  });
  if (!counts) late_->add();
}

// Late is a row whose windows have all fired. Of HOP, its slice is still there while one has not;
// of CUMULATE, the row goes into the part of the next window that fires.
void WindowAggregate::assign_to_part(std::uint32_t row, std::int64_t local) {
  std::optional<std::int64_t> next;
  times_->windows_of(local, [&](std::int64_t window) {
    if (!fired(window)) next = next ? std::min(*next, window) : window;
  });
  if (!next) return late_->add();
  add_to_part(times_->cumulates() ? *next : times_->slice_end(local), row);
}

void WindowAggregate::fill_parts(const Batch& batch) {
  for (const auto& [end, rows] : parts_to_fill_) {
    fill_part(end, rows.size() == batch.row_count() ? batch : batch.take(rows));
  }
  parts_to_fill_.clear();
}

void WindowAggregate::fill_part(std::int64_t end, const Batch& rows) {
  auto& tables = part(end);
  handler_.use(tables);
  key_columns_.clear();
  for (const int key : plan_.keys) {
    key_columns_.push_back(rows.column_ptr(static_cast<std::size_t>(key)));
  }
  encode_keys(key_columns_, all_rows(rows.row_count()), keys_);
  tables.groups->resolve(keys_, slots_, created_);
  states_.resize(rows.row_count());
  base_.resize(rows.row_count());
  for (std::size_t row = 0; row < rows.row_count(); ++row) {
    states_[row] = tables.groups->write(slots_[row]);
    const bool retracts = is_retraction(rows.kind(row));
    reinterpret_cast<GroupHeader*>(states_[row])->count += retracts ? -1 : 1;
    base_[row] = retracts ? AggregateStep::Retract : AggregateStep::Accumulate;
  }
  handler_.apply({rows, keys_, states_.data()}, base_);
}

// ---- going out

void WindowAggregate::advance(std::int64_t time, Output& out) {
  if (time <= time_) return;
  while (!pending_.empty() && times_->last_instant(*pending_.begin()) <= time) {
    const auto window_end = *pending_.begin();
    pending_.erase(pending_.begin());
    fire(window_end, out);
  }
  time_ = time;
}

void WindowAggregate::fire(std::int64_t window_end, Output& out) {
  if (!merges_ || times_->slices_are_windows()) {
    emit_groups(part(window_end), window_end, out);
    drop_part(window_end);
  } else if (times_->cumulates()) {
    fire_total(window_end, out);
  } else {
    fire_slices(window_end, out);
  }
}

void WindowAggregate::fire_total(std::int64_t window_end, Output& out) {
  const auto start = times_->window_start(window_end);
  auto& sum = total(start);
  if (parts_.contains(window_end)) {
    add_part(parts_[window_end], sum);
    drop_part(window_end);
  }
  emit_groups(sum, window_end, out);
  if (window_end == start + plan_.window.size_ms) {
    handler_.drop(*state_, table_name(kTotal, start));
    totals_.erase(start);
  }
}

void WindowAggregate::fire_slices(std::int64_t window_end, Output& out) {
  const auto start = times_->window_start(window_end);
  const auto first = parts_.upper_bound(start), last = parts_.upper_bound(window_end);
  if (std::distance(first, last) == 1) {
    emit_groups(first->second, window_end, out);
  } else {
    const auto merged = handler_.open(*state_, std::string(kMerged), {});
    for (auto slice = first; slice != last; ++slice) add_part(slice->second, merged);
    emit_groups(merged, window_end, out);
    handler_.drop(*state_, std::string(kMerged));
  }
  // The windows to come begin a step later.
  const auto next_start = start + plan_.window.step_ms;
  while (!parts_.empty() && parts_.begin()->first <= next_start) drop_part(parts_.begin()->first);
}

// The keys are gathered first: looking for them in one table may move what another visits.
void WindowAggregate::add_part(const AggregateTables& from, const AggregateTables& to) {
  std::vector<EncodedKeys> chunks;
  from.groups->for_each([&](Slot slot) {
    if (chunks.empty() || chunks.back().size() == kRowsAtOnce) chunks.emplace_back();
    const auto key = from.groups->key_of(slot);
    chunks.back().append(key, hash_key(key));
  });
  handler_.use(to);
  for (const auto& keys : chunks) add_keys(keys, from, to);
}

void WindowAggregate::add_keys(const EncodedKeys& keys, const AggregateTables& from,
                               const AggregateTables& to) {
  to.groups->resolve(keys, slots_, created_);
  from.groups->find(keys, from_slots_);
  states_.resize(keys.size());
  from_states_.resize(keys.size());
  for (std::size_t i = 0; i < keys.size(); ++i) {
    states_[i] = to.groups->write(slots_[i]);
    from_states_[i] = from.groups->read(from_slots_[i]);
  }
  handler_.merge(states_, from_states_);
}

// Rows on their way out, up to kRowsAtOnce.
struct WindowAggregate::Emission {
  std::int64_t window_end;
  std::vector<ColumnBuilder> keys, results;
  std::size_t size = 0;
  std::vector<const std::byte*> states = std::vector<const std::byte*>(kRowsAtOnce);
  EncodedKeys key = {};
};

// A visited state is only there during the visit, so each group is written out alone.
void WindowAggregate::emit_groups(const AggregateTables& tables, std::int64_t window_end,
                                  Output& out) {
  handler_.use(tables);
  Emission emission{.window_end = window_end, .keys = {}, .results = handler_.make_results()};
  for (std::size_t i = 0; i < plan_.keys.size(); ++i) {
    emission.keys.emplace_back(schema_->fields[i].type);
  }
  for (auto& result : emission.results) result.resize(kRowsAtOnce);
  tables.groups->for_each([&](Slot slot) {
    const auto* const state = tables.groups->read(slot);
    if (static_cast<std::int64_t>(reinterpret_cast<const GroupHeader*>(state)->count) <= 0) return;
    auto key = tables.groups->key_of(slot);
    emission.key.clear();
    emission.key.append(key, hash_key(key));
    for (auto& column : emission.keys) read_value(key, column);
    emission.states[emission.size] = state;
    handler_.emit(
        {emission.states.data(), all_rows(kRowsAtOnce).subspan(emission.size, 1), emission.key},
        emission.results);
    if (++emission.size == kRowsAtOnce) emit_chunk(emission, out);
  });
  if (emission.size > 0) emit_chunk(emission, out);
}

void WindowAggregate::emit_chunk(Emission& emission, Output& out) {
  std::vector<ColumnPtr> columns;
  for (auto& key : emission.keys) columns.push_back(key.finish());
  for (auto& result : emission.results) {
    result.truncate(emission.size);
    columns.push_back(result.finish());
    result.resize(kRowsAtOnce);
  }
  for (std::size_t i = 0; i < plan_.properties.size(); ++i) {
    columns.push_back(property(i, emission.window_end, emission.size));
  }
  out.emit(Batch(std::move(columns), std::exchange(emission.size, 0)));
}

ColumnPtr WindowAggregate::property(std::size_t index, std::int64_t window_end,
                                    std::size_t size) const {
  ColumnBuilder value(schema_->fields[plan_.keys.size() + plan_.calls.size() + index].type);
  switch (plan_.properties[index]) {
    case WindowProperty::Start: value.append(Timestamp{times_->window_start(window_end), 0}); break;
    case WindowProperty::End: value.append(Timestamp{window_end, 0}); break;
    case WindowProperty::Rowtime:
      value.append(Timestamp{times_->last_instant(window_end), 0});
      break;
    case WindowProperty::Proctime: value.append(Timestamp{clock_->wall_millis(), 0}); break;
  }
  return value.finish_constant(size);
}

void WindowAggregate::drop_part(std::int64_t end) {
  handler_.drop(*state_, table_name(kPart, end));
  parts_.erase(end);
}

}  // namespace

std::unique_ptr<Operator> make_window_aggregate(const physical::Node& node) {
  return std::make_unique<WindowAggregate>(node);
}

}  // namespace streamsql
