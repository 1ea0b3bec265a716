#include "connectors/kafka/upsert_buffer.h"

#include <algorithm>
#include <string>
#include <unordered_map>
#include <vector>

#include "engine/batch/key_codec.h"

namespace streamsql::kafka {
namespace {

class UpsertBuffer : public SinkWriter {
 public:
  UpsertBuffer(UpsertBufferSettings settings, std::unique_ptr<SinkWriter> next, const Clock& clock)
      : settings_(std::move(settings)), next_(std::move(next)), clock_(clock) {}

  void write(const Batch& batch) override {
    if (batch.row_count() == 0) return;
    if (rows_ == 0) since_ = clock_.monotonic_millis();
    remember(batch);
    rows_ += batch.row_count();
    batches_.push_back(batch);
    if (rows_ >= static_cast<std::size_t>(settings_.limits.max_rows)) hand_over();
  }

  void flush() override {
    hand_over();
    next_->flush();
  }
  void prepare(CheckpointId id) override {
    hand_over();
    next_->prepare(id);
  }
  void on_idle() override {
    if (rows_ > 0 && clock_.monotonic_millis() >= due()) hand_over();
    next_->on_idle();
  }
  std::optional<std::int64_t> deadline() const override {
    const auto theirs = next_->deadline();
    if (rows_ == 0) return theirs;
    return theirs ? std::min(*theirs, due()) : due();
  }
  bool has_room() override { return next_->has_room(); }
  void close() override { next_->close(); }

 private:
  struct Place {
    std::uint32_t batch, row;
  };

  std::int64_t due() const { return since_ + settings_.limits.interval.count(); }

  void remember(const Batch& batch) {
    std::vector<ColumnPtr> columns;
    for (const int column : settings_.key) {
      columns.push_back(batch.column_ptr(static_cast<std::size_t>(column)));
    }
    encode_keys(columns, all_rows(batch.row_count()), keys_);
    const auto at = static_cast<std::uint32_t>(batches_.size());
    for (std::uint32_t row = 0; row < batch.row_count(); ++row) {
      last_.insert_or_assign(std::string(keys_.key(row)), Place{at, row});
    }
  }

  // In the order in which the rows that are left came.
  void hand_over() {
    std::vector<std::vector<std::uint32_t>> kept(batches_.size());
    for (const auto& [key, place] : last_) kept[place.batch].push_back(place.row);
    for (std::size_t i = 0; i < batches_.size(); ++i) {
      std::sort(kept[i].begin(), kept[i].end());
      if (!kept[i].empty()) next_->write(batches_[i].take(kept[i]));
    }
    last_.clear();
    batches_.clear();
    rows_ = 0;
  }

  UpsertBufferSettings settings_;
  std::unique_ptr<SinkWriter> next_;
  const Clock& clock_;
  std::vector<Batch> batches_;
  std::unordered_map<std::string, Place> last_;  // per key
  EncodedKeys keys_;
  std::size_t rows_ = 0;
  std::int64_t since_ = 0;  // the first row that is kept back
};

}  // namespace

std::unique_ptr<SinkWriter> make_upsert_buffer(UpsertBufferSettings settings,
                                               std::unique_ptr<SinkWriter> next,
                                               const Clock& clock) {
  return std::make_unique<UpsertBuffer>(std::move(settings), std::move(next), clock);
}

}  // namespace streamsql::kafka
