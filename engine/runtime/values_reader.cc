#include "engine/runtime/values_reader.h"

namespace streamsql {
namespace {

class ValuesReader final : public SourceReader {
 public:
  explicit ValuesReader(Batch rows) : rows_(std::move(rows)) {}

  void add_splits(std::span<const Split> splits) override {
    for (const auto& split : splits) done_ = split.position == "1";
  }
  void no_more_splits() override {}
  Progress poll(std::chrono::milliseconds, std::optional<SplitBatch>& out) override {
    if (done_) return Progress::Finished;
    done_ = true;
    out = SplitBatch{rows_, "values"};
    return Progress::HasRows;
  }
  std::vector<Split> positions() const override { return {{"values", done_ ? "1" : "0"}}; }
  void commit(CheckpointId, std::span<const Split>) override {}

 private:
  Batch rows_;
  bool done_ = false;
};

}  // namespace

std::unique_ptr<SourceReader> make_values_reader(Batch rows) {
  return std::make_unique<ValuesReader>(std::move(rows));
}

}  // namespace streamsql
