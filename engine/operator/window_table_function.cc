// WindowTableFunction: TUMBLE, HOP and CUMULATE without an aggregation: each row once per window,
// at once. Nothing is late here.
#include "engine/operator/operators.h"
#include "engine/operator/window_times.h"

namespace streamsql {
namespace {

class WindowTableFunction final : public Operator {
 public:
  explicit WindowTableFunction(const physical::Node& node)
      : plan_(std::get<physical::WindowTableFunction>(node.node)), schema_(node.schema) {}

  void open(const OperatorContext& context) override {
    clock_ = &context.clock;
    times_.emplace(plan_.window, context.evaluation.zone);
    dropped_ = &context.metrics.counter("null_time_records_dropped_total");
  }

  void process(int, const Batch& batch, Output& out) override {
    const ColumnReader<Timestamp> times(batch.column(static_cast<std::size_t>(plan_.time_column)));
    const bool by_event_time = plan_.window.is_event_time();
    const auto now = by_event_time ? 0 : clock_->wall_millis();
    for (std::uint32_t row = 0; row < batch.row_count(); ++row) {
      if (by_event_time && times.is_null(row)) {
        dropped_->add();
        continue;
      }
      const auto local = times_->to_local(by_event_time ? times[row].millis : now);
      times_->windows_of(local, [&](std::int64_t end) {
        rows_.push_back(row);
        ends_.push_back(end);
      });
      if (rows_.size() >= kFlushRows) emit(batch, out);
    }
    if (!rows_.empty()) emit(batch, out);
  }

 private:
  static constexpr std::size_t kFlushRows = 32768;

  void emit(const Batch& batch, Output& out) {
    std::size_t begin = 0;
    while (begin < rows_.size()) {
      const auto size = std::min(kMaxBatchRows, rows_.size() - begin);
      out.emit(rows_between(batch, begin, size));
      begin += size;
    }
    rows_.clear();
    ends_.clear();
  }

  Batch rows_between(const Batch& batch, std::size_t begin, std::size_t size) const {
    const auto taken = batch.take(Selection(rows_).subspan(begin, size));
    auto columns = taken.columns();
    const auto first = batch.column_count();
    for (std::size_t i = 0; i < 3; ++i) {
      ColumnBuilder column(schema_->fields[first + i].type);
      column.resize(size);
      for (std::size_t row = 0; row < size; ++row) column.set(row, time(i, ends_[begin + row]));
      columns.push_back(column.finish());
    }
    return taken.with_columns(std::move(columns));
  }

  // window_start, window_end, window_time.
  Timestamp time(std::size_t column, std::int64_t end) const {
    if (column == 0) return {times_->window_start(end), 0};
    return {column == 1 ? end : times_->last_instant(end), 0};
  }

  const physical::WindowTableFunction plan_;
  const SchemaPtr schema_;
  const Clock* clock_ = nullptr;
  std::optional<WindowTimes> times_;
  Counter* dropped_ = nullptr;
  std::vector<std::uint32_t> rows_;
  std::vector<std::int64_t> ends_;
};

}  // namespace

std::unique_ptr<Operator> make_window_table_function(const physical::Node& node) {
  return std::make_unique<WindowTableFunction>(node);
}

}  // namespace streamsql
