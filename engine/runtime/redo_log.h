// Redo logs: records of one epoch that wait in the checkpoint until it is decided.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "engine/base/memory_pool.h"
#include "engine/connector/transaction.h"

namespace streamsql {

// What one sink subtask has appended during one epoch. Movable between threads.
struct RedoPart {
  std::uint64_t records = 0;
  std::string bytes;                             // framed records; the tail of what is in `spilled`
  std::optional<std::filesystem::path> spilled;  // the first part, when memory did not hold all
};

// Memory first; from `memory_limit` bytes on a file below `directory` (the job's work directory).
class EpochRedoLog final : public RedoLog {
 public:
  EpochRedoLog(std::filesystem::path directory, std::uint64_t memory_limit, MemoryPool& memory);
  ~EpochRedoLog() override;
  void append(std::string_view record) override;
  std::uint64_t bytes() const override { return spilled_bytes_ + part_.bytes.size(); }
  // At a barrier, on the task's thread: everything since the last call.
  RedoPart take();

 private:
  void spill();

  const std::filesystem::path directory_;
  const std::uint64_t memory_limit_;
  MemoryPool& memory_;
  RedoPart part_;
  std::uint64_t spilled_bytes_ = 0, reserved_ = 0;
};

// Writes a part as one file of a checkpoint; the checkpoint thread. Throws FileSystemFault.
//   8 bytes magic "SSQLREDO", then per record 4 bytes of length (little-endian) and its bytes
void write_redo_file(RedoPart part, const std::filesystem::path& file);
// Throws CheckpointDamaged for a file that is not whole.
std::unique_ptr<RedoReader> open_redo_file(const std::filesystem::path& file);

}  // namespace streamsql
