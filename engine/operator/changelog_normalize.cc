// ChangelogNormalize: upserts as a full changelog, by keeping the last row of each key.
#include "engine/operator/kept_rows.h"
#include "engine/operator/local_state.h"
#include "engine/operator/operators.h"

namespace streamsql {
namespace {

class ChangelogNormalize final : public Operator {
 public:
  explicit ChangelogNormalize(const physical::Node& node)
      : plan_(std::get<physical::ChangelogNormalize>(node.node)),
        emits_update_before_(node.changelog.update_before),
        rows_(node.schema, plan_.keys),
        output_(*node.schema) {}

  void open(const OperatorContext& context) override {
    rows_.open(local_state_.of(context), plan_.ttl);
  }

  void process(int, const Batch& batch, Output& out) override {
    if (batch.row_count() == 0) return;
    rows_.begin(batch);
    for (std::size_t row = 0; row < batch.row_count(); ++row) {
      const auto kind = batch.kind(row);
      if (kind == RowKind::Insert || kind == RowKind::UpdateAfter) {
        upsert(row);
      } else {
        remove(row);
      }
      if (output_.row_count() + 2 > kMaxBatchRows) out.emit(output_.finish());
    }
    rows_.end();
    if (output_.row_count() > 0) out.emit(output_.finish());
  }

 private:
  void upsert(std::size_t row) {
    const bool known = rows_.has(row);
    if (known && plan_.ttl.count() == 0 && rows_.equals(row)) return;
    if (known && emits_update_before_) rows_.append_kept(row, RowKind::UpdateBefore, output_);
    rows_.append_row(row, known ? RowKind::UpdateAfter : RowKind::Insert, output_);
    rows_.keep(row);
  }

  // A tombstone has nothing but its key: the kept row goes out.
  void remove(std::size_t row) {
    if (!rows_.has(row)) return;
    rows_.append_kept(row, RowKind::Delete, output_);
    rows_.remove(row);
  }

  const physical::ChangelogNormalize plan_;
  const bool emits_update_before_;
  LocalState local_state_;
  KeptRows rows_;
  BatchBuilder output_;
};

}  // namespace

std::unique_ptr<Operator> make_changelog_normalize(const physical::Node& node) {
  return std::make_unique<ChangelogNormalize>(node);
}

}  // namespace streamsql
