#include "engine/state/state_backend.h"

#include <algorithm>
#include <fmt/format.h>
#include <map>
#include <set>

#include "engine/base/error.h"
#include "engine/state/operator_state.h"

namespace streamsql {
namespace {

// The share of the database in the memory budget: memtables, block cache, indexes and filters.
std::uint64_t database_memory(const MemoryPool& memory) {
  return std::clamp<std::uint64_t>(memory.limit() / 4, 2 << 20, 128 << 20);
}

class DatabaseStateBackend final : public StateBackend {
 public:
  explicit DatabaseStateBackend(const StateBackendOptions& options)
      : memory_(*options.memory),
        clock_(*options.clock),
        one_thread_(options.one_thread),
        reserved_(database_memory(memory_)),
        database_(open_state_database({options.directory, options.restored, reserved_})) {
    memory_.account(reserved_);
    database_->scan(Family::Records, {}, "\xFF", [&](std::string_view, std::string_view bytes) {
      keep(operator_record(bytes));
      return true;
    });
  }
  ~DatabaseStateBackend() override { memory_.release(reserved_); }

  std::unique_ptr<OperatorState> open_operator(std::string_view uid, int subtask, int parallelism,
                                               const MetricGroup&) override {
    OperatorOptions options;
    options.uid = uid;
    options.subtask = static_cast<std::uint32_t>(subtask);
    options.parallelism = static_cast<std::uint32_t>(parallelism);
    options.next_id = &next_id_;
    options.tables.memory = std::make_shared<MemoryShare>(memory_);
    options.tables.clock = &clock_;
    options.tables.groups = key_groups_of(subtask, parallelism);
    options.tables.database = database_.get();
    options.tables.gate = std::make_shared<CutGate>(one_thread_);
    if (const auto found = restored_.find(uid); found != restored_.end()) {
      options.restored = found->second;
      for (const auto& record : found->second) {
        if (record.subtask >= options.parallelism) stale_.insert(record_key(uid, record.subtask));
      }
    }
    return std::make_unique<OperatorTables>(std::move(options));
  }

  std::vector<std::string> uids() const override {
    std::vector<std::string> uids;
    for (const auto& [uid, records] : restored_) uids.push_back(uid);
    return uids;
  }

  void drop_operator(std::string_view uid) override {
    const auto found = restored_.find(uid);
    if (found == restored_.end()) return;
    const auto batch = database_->batch();
    for (const auto& record : found->second) drop_record(record, *batch);
    database_->write(*batch);
    restored_.erase(found);
  }

  void write_checkpoint(CheckpointId id, std::vector<std::unique_ptr<StateCut>> cuts,
                        const std::filesystem::path& directory) override {
    try {
      for (const auto& cut : cuts) static_cast<OperatorCut&>(*cut).write(*database_);
      drop_stale();
      database_->checkpoint(directory);
    } catch (const Error& error) {
      database_->give_up();
      throw Error(ErrorCode::CheckpointFailed,
                  fmt::format("Checkpoint {}: {}", id, error.message()))
          .hint(error.hint_text());
    }
    for (const auto& cut : cuts) {
      static_cast<OperatorCut&>(*cut).settle(OperatorCut::Outcome::Durable);
    }
  }

 private:
  void keep(OperatorRecord record) {
    for (const auto& table : record.tables) {
      for (const auto& group : table.groups) next_id_ = std::max(next_id_.load(), group.id + 1);
    }
    restored_[record.uid].push_back(std::move(record));
  }

  void drop_record(const OperatorRecord& record, DatabaseBatch& batch) {
    batch.erase(Family::Records, record_key(record.uid, record.subtask));
    for (const auto& table : record.tables) {
      for (const auto& group : table.groups) {
        const auto from = row_prefix(group.id, group.group);
        const auto to = row_prefix(group.id, group.group + 1);
        for (const auto family : {Family::Blobs, Family::Rows, Family::Pages}) {
          batch.erase_range(family, from, to);
        }
      }
    }
  }

  // Records of former subtasks beyond the parallelism: what they held is in those of the new ones.
  void drop_stale() {
    if (stale_.empty()) return;
    const auto batch = database_->batch();
    for (const auto& key : stale_) batch->erase(Family::Records, key);
    database_->write(*batch);
    stale_.clear();
  }

  MemoryPool& memory_;
  const Clock& clock_;
  const bool one_thread_;
  std::uint64_t reserved_;
  std::unique_ptr<StateDatabase> database_;
  std::atomic<std::uint32_t> next_id_ = 1;
  std::map<std::string, std::vector<OperatorRecord>, std::less<>> restored_;
  std::set<std::string> stale_;
};

}  // namespace

std::unique_ptr<StateBackend> open_state_backend(const StateBackendOptions& options) {
  return std::make_unique<DatabaseStateBackend>(options);
}

}  // namespace streamsql
