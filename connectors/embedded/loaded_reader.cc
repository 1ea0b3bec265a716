#include <algorithm>
#include <numeric>

#include "connectors/embedded/embedded.h"

namespace streamsql::embedded {
namespace {

class SingleSplit : public SplitEnumerator {
 public:
  explicit SingleSplit(std::string id) : id_(std::move(id)) {}
  void restore(std::string_view state) override { given_ = state == "given"; }
  std::vector<Split> discover() override {
    if (std::exchange(given_, true)) return {};
    return {{id_, "0"}};
  }
  std::string state() const override { return given_ ? "given" : ""; }

 private:
  const std::string id_;
  bool given_ = false;
};

class LoadedReader : public SourceReader {
 public:
  LoadedReader(LoadRows load, const ConnectorContext& context)
      : load_(std::move(load)), context_(context) {}

  void add_splits(std::span<const Split> splits) override {
    for (const auto& split : splits) {
      split_ = split;
      next_ = std::stoul(split.position);
      batches_ = load_(context_);
    }
  }
  void no_more_splits() override { complete_ = true; }
  Progress poll(std::chrono::milliseconds, std::optional<SplitBatch>& out) override {
    if (next_ < batches_.size()) {
      out = SplitBatch{batches_[next_++], split_->id};
      return Progress::HasRows;
    }
    return complete_ ? Progress::Finished : Progress::NothingYet;
  }
  std::vector<Split> positions() const override {
    if (!split_) return {};
    return {{split_->id, std::to_string(next_)}};
  }
  void commit(CheckpointId, std::span<const Split>) override {}

 private:
  const LoadRows load_;
  const ConnectorContext context_;
  std::optional<Split> split_;
  std::vector<Batch> batches_;
  std::size_t next_ = 0;
  bool complete_ = false;
};

}  // namespace

std::unique_ptr<SplitEnumerator> make_single_split(std::string id) {
  return std::make_unique<SingleSplit>(std::move(id));
}

std::unique_ptr<SourceReader> make_loaded_reader(LoadRows load, const ConnectorContext& context) {
  return std::make_unique<LoadedReader>(std::move(load), context);
}

std::vector<Batch> cut(const Batch& rows, std::size_t limit) {
  if (rows.row_count() == 0) return {};
  if (rows.row_count() <= limit) return {rows};
  std::vector<Batch> out;
  for (std::size_t begin = 0; begin < rows.row_count(); begin += limit) {
    std::vector<std::uint32_t> part(std::min(limit, rows.row_count() - begin));
    std::iota(part.begin(), part.end(), static_cast<std::uint32_t>(begin));
    out.push_back(rows.take(part));
  }
  return out;
}

}  // namespace streamsql::embedded
