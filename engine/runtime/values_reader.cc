#include "engine/runtime/values_reader.h"

#include <algorithm>
#include <numeric>

namespace streamsql {
namespace {

class ValuesReader final : public SourceReader {
 public:
  explicit ValuesReader(Batch rows) : rows_(std::move(rows)) {}

  void add_splits(std::span<const Split> splits) override {
    for (const auto& split : splits) given_ = std::stoull(split.position);
  }
  void no_more_splits() override {}
  Progress poll(std::chrono::milliseconds, std::optional<SplitBatch>& out) override {
    const auto begin = given_ * kMaxBatchRows;
    if (given_ > 0 && begin >= rows_.row_count()) return Progress::Finished;
    ++given_;
    out = SplitBatch{slice(begin), "values"};
    return Progress::HasRows;
  }
  std::vector<Split> positions() const override { return {{"values", std::to_string(given_)}}; }
  void commit(CheckpointId, std::span<const Split>) override {}

 private:
  Batch slice(std::size_t begin) const {
    if (rows_.row_count() <= kMaxBatchRows) return rows_;
    std::vector<std::uint32_t> rows(std::min(kMaxBatchRows, rows_.row_count() - begin));
    std::iota(rows.begin(), rows.end(), static_cast<std::uint32_t>(begin));
    return rows_.take(rows);
  }

  const Batch rows_;
  std::size_t given_ = 0;  // batches
};

}  // namespace

std::unique_ptr<SourceReader> make_values_reader(Batch rows) {
  return std::make_unique<ValuesReader>(std::move(rows));
}

}  // namespace streamsql
