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
    rows_.process(batch, output_, out, [&](std::size_t row) {
      const auto kind = batch.kind(row);
      kind == RowKind::Insert || kind == RowKind::UpdateAfter ? upsert(row) : remove(row);
    });
  }

 private:
  void upsert(std::size_t row) {
    if (rows_.has(row) && plan_.ttl.count() == 0 && rows_.equals(row)) return;
    rows_.replace(row, emits_update_before_, output_);
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
