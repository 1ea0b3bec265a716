#include <fmt/format.h>

#include "engine/base/error.h"
#include "engine/state/operator_state.h"
#include "engine/state/state_backend.h"

namespace streamsql {
namespace {

class MemoryStateBackend final : public StateBackend {
 public:
  MemoryStateBackend(MemoryPool& memory, const Clock& clock) : memory_(memory), clock_(clock) {}

  std::unique_ptr<OperatorState> open_operator(std::string_view uid, int subtask, int parallelism,
                                               const MetricGroup&) override {
    OperatorOptions options;
    options.uid = uid;
    options.subtask = static_cast<std::uint32_t>(subtask);
    options.parallelism = static_cast<std::uint32_t>(parallelism);
    options.tables.memory = std::make_shared<MemoryShare>(memory_);
    options.tables.clock = &clock_;
    options.tables.groups = key_groups_of(subtask, parallelism);
    return std::make_unique<OperatorTables>(std::move(options));
  }
  std::vector<std::string> uids() const override { return {}; }
  void drop_operator(std::string_view) override {}

  void write_checkpoint(CheckpointId id, std::vector<std::unique_ptr<StateCut>> cuts,
                        const std::filesystem::path&) override {
    if (cuts.empty()) return;
    throw Error(ErrorCode::CheckpointFailed,
                fmt::format("Checkpoint {} has state to write, and state is in memory only", id));
  }

 private:
  MemoryPool& memory_;
  const Clock& clock_;
};

}  // namespace

std::unique_ptr<StateBackend> make_memory_state_backend(MemoryPool& memory, const Clock& clock) {
  return std::make_unique<MemoryStateBackend>(memory, clock);
}

}  // namespace streamsql
