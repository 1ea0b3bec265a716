// Sink: enforces the sink table's constraints and hands rows to its writer.
#include <algorithm>
#include <fmt/format.h>

#include "engine/base/error.h"
#include "engine/base/utf8.h"
#include "engine/batch/row_text.h"
#include "engine/operator/operators.h"

namespace streamsql {
namespace {

class SinkOperator final : public Operator {
 public:
  explicit SinkOperator(const physical::Sink& sink) : sink_(sink) {
    const auto& fields = sink_.consumed->fields;
    for (std::size_t i = 0; i < fields.size(); ++i) {
      if (!fields[i].type.nullable()) not_null_.push_back(i);
      if (fields[i].type.is_character() || fields[i].type.is_binary()) sized_.push_back(i);
    }
    if (sink_.length == physical::LengthEnforcer::Ignore) sized_.clear();
  }

  void open(const OperatorContext& context) override {
    clock_ = &context.clock;
    WriterContext writer(ConnectorContext{context.clock, context.metrics, context.memory,
                                          context.subtask, context.parallelism});
    writer.transaction = context.transaction;
    writer.redo = context.redo;
    writer.job_uuid = context.job_uuid;
    writer_ = sink_.sink->make_writer(writer);
    dropped_ = &context.metrics.counter("records_dropped_not_null_total");
  }

  void process(int, const Batch& batch, Output&) override {
    Batch rows = enforce_lengths(enforce_not_null(batch));
    if (rows.row_count() > 0) writer_->write(rows);
  }

  void on_watermark(Watermark watermark, Output&) override { writer_->on_watermark(watermark); }
  bool ready() const override { return has_room_ = writer_->has_room(); }
  void on_idle(Output&) override { writer_->on_idle(); }
  // Nobody rings when a full writer has room again: look every millisecond.
  std::optional<std::int64_t> deadline() const override {
    const auto wanted = writer_->deadline();
    if (has_room_) return wanted;
    const auto soon = clock_->monotonic_millis() + 1;
    return wanted ? std::min(*wanted, soon) : soon;
  }
  void before_checkpoint(CheckpointId id, Output&) override { writer_->prepare(id); }
  void finish(Output&) override {
    writer_->flush();
    writer_->close();
  }

 private:
  Batch enforce_not_null(const Batch& batch) {
    std::vector<bool> bad;
    for (const auto index : not_null_) {
      const auto& column = batch.column(index);
      if (!column.has_nulls()) continue;
      for (std::uint32_t row = 0; row < batch.row_count(); ++row) {
        if (column.is_null(row)) reject(index, row, batch, bad);
      }
    }
    if (bad.empty()) return batch;
    std::vector<std::uint32_t> kept;
    for (std::uint32_t row = 0; row < batch.row_count(); ++row) {
      if (!bad[row]) kept.push_back(row);
    }
    dropped_->add(batch.row_count() - kept.size());
    return batch.take(kept);
  }

  void reject(std::size_t index, std::uint32_t row, const Batch& batch, std::vector<bool>& bad) {
    if (sink_.not_null == physical::NotNullEnforcer::Error) throw not_null_error(index, row, batch);
    bad.resize(batch.row_count());
    bad[row] = true;
  }

  Error not_null_error(std::size_t index, std::uint32_t row, const Batch& batch) const {
    std::string text;
    append_row_text(batch, row, text);
    return Error(ErrorCode::NotNullViolation,
                 fmt::format("Column '{}' of sink '{}' is NOT NULL, however, a null value is being "
                             "written into it: {}",
                             sink_.consumed->fields[index].name, sink_.table, text))
        .hint("filter the NULLs out, or set 'table.exec.sink.not-null-enforcer'='DROP'");
  }

  Batch enforce_lengths(const Batch& batch) const {
    if (sized_.empty()) return batch;
    auto columns = batch.columns();
    for (const auto index : sized_) columns[index] = enforce_length(index, batch.column(index));
    return batch.with_columns(std::move(columns));
  }

  ColumnPtr enforce_length(std::size_t index, const Column& column) const {
    const auto& type = sink_.consumed->fields[index].type;
    ColumnBuilder out(type);
    out.resize(column.size());
    for (std::size_t row = 0; row < column.size(); ++row) {
      if (column.is_null(row)) {
        out.set_null(row);
      } else {
        out.set_string(row, fitted(type, index, column.string(row)));
      }
    }
    return out.finish();
  }

  std::string fitted(const DataType& type, std::size_t index, std::string_view text) const {
    const bool characters = type.is_character();
    const auto limit = static_cast<std::size_t>(type.length());
    const auto size = characters ? count_code_points(text) : text.size();
    const bool fixed = type.is(TypeKind::Char) || type.is(TypeKind::Binary);
    if (size == limit || (size < limit && !fixed)) return std::string(text);
    if (sink_.length == physical::LengthEnforcer::Error) throw length_error(index, text);
    if (size > limit) {
      return std::string(text.substr(0, characters ? code_point_offset(text, limit) : limit));
    }
    return std::string(text) + std::string(limit - size, characters ? ' ' : '\0');
  }

  Error length_error(std::size_t index, std::string_view text) const {
    const auto& field = sink_.consumed->fields[index];
    return Error(
               ErrorCode::CastFailed,
               fmt::format("Column '{}' of sink '{}' is {}, however, a value of another length is "
                           "being written into it: '{}'",
                           field.name, sink_.table, field.type.to_sql(), text))
        .hint("set 'table.exec.sink.type-length-enforcer'='TRIM_PAD' to fit values");
  }

  const physical::Sink sink_;
  std::vector<std::size_t> not_null_, sized_;
  const Clock* clock_ = nullptr;
  std::unique_ptr<SinkWriter> writer_;
  mutable bool has_room_ = true;  // at the last look
  Counter* dropped_ = nullptr;
};

// Rows of a SELECT: the chain's output is whoever runs the job.
class Forward final : public Operator {
 public:
  void open(const OperatorContext&) override {}
  void process(int, const Batch& batch, Output& out) override { out.emit(batch); }
};

}  // namespace

std::unique_ptr<Operator> make_sink(const physical::Node& node) {
  return std::make_unique<SinkOperator>(std::get<physical::Sink>(node.node));
}

std::unique_ptr<Operator> make_forward() { return std::make_unique<Forward>(); }

}  // namespace streamsql
