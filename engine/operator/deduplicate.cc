// Deduplicate: the first or the last row of each key, by arrival or by row time. Every row's effect
// goes out at once; a row-time result is corrected when a better row comes.
#include "engine/operator/kept_rows.h"
#include "engine/operator/local_state.h"
#include "engine/operator/operators.h"

namespace streamsql {
namespace {

class Deduplicate final : public Operator {
 public:
  explicit Deduplicate(const physical::Node& node)
      : plan_(std::get<physical::Deduplicate>(node.node)),
        emits_update_before_(node.changelog.update_before),
        time_column_(static_cast<std::size_t>(plan_.time_column)),
        by_rowtime_(node.schema->fields[time_column_].type.time_attribute() !=
                    TimeAttribute::Proctime),
        rows_(node.schema, plan_.keys),
        output_(*node.schema) {}

  void open(const OperatorContext& context) override {
    rows_.open(local_state_.of(context), plan_.ttl);
  }

  void process(int, const Batch& batch, Output& out) override {
    rows_.process(batch, output_, out, [&](std::size_t row) { process_row(batch, row); });
  }

 private:
  void process_row(const Batch& batch, std::size_t row) {
    const auto time = by_rowtime_ ? batch.column(time_column_).value<Timestamp>(row) : Timestamp{};
    if (rows_.has(row) && !replaces(row, time)) return;
    rows_.replace(row, emits_update_before_, output_);
    rows_.set_time(row, time);
  }

  bool replaces(std::size_t row, Timestamp time) {
    if (!by_rowtime_) return plan_.keep_last && (plan_.ttl.count() > 0 || !rows_.equals(row));
    if (plan_.keep_last) return time.millis >= rows_.time_of_kept(row).millis;
    return time.millis < rows_.time_of_kept(row).millis;
  }

  const physical::Deduplicate plan_;
  const bool emits_update_before_;
  const std::size_t time_column_;
  const bool by_rowtime_;
  LocalState local_state_;
  KeptRows rows_;
  BatchBuilder output_;
};

}  // namespace

std::unique_ptr<Operator> make_deduplicate(const physical::Node& node) {
  return std::make_unique<Deduplicate>(node);
}

}  // namespace streamsql
