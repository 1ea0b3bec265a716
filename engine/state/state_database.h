// StateDatabase: the ordered key-value store behind tables; RocksDB, which only state_database.cc
// knows.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace streamsql {

enum class Family : std::uint8_t {
  Records,  // what each operator subtask holds (operator_record.h)
  Blobs,    // leaves, rewritten as a whole; in older databases pages, too
  Rows,     // evicted keys
  Pages     // of keyed tables, rewritten as a whole; in files of their own (page_store.h)
};

// Changes that are applied together, except that those of Pages are applied at once. One thread.
class DatabaseBatch {
 public:
  virtual ~DatabaseBatch() = default;
  virtual void put(Family family, std::string_view key, std::string_view value) = 0;
  virtual void erase(Family family, std::string_view key) = 0;
  virtual void erase_range(Family family, std::string_view from, std::string_view to) = 0;
  virtual std::size_t bytes() const = 0;  // since it was written last
};

// Any thread. Nothing is durable before checkpoint(): there is no log. Errors of the store are
// thrown as FileSystemFault, and after one of them writes may fail until checkpoint() succeeds or
// give_up() is called.
class StateDatabase {
 public:
  virtual ~StateDatabase() = default;
  virtual std::unique_ptr<DatabaseBatch> batch() = 0;
  virtual void write(DatabaseBatch& batch) = 0;  // empty afterwards
  // Calls found(i, value) for each key that is there. Not for Pages, which nobody asks for singly.
  virtual void get(Family family, std::span<const std::string> keys,
                   const std::function<void(std::size_t, std::string_view)>& found) = 0;
  // The entries in [from, to), in order, as they are when it begins; until `visit` says false.
  virtual void scan(Family family, std::string_view from, std::string_view to,
                    const std::function<bool(std::string_view, std::string_view)>& visit) = 0;
  // All of it as a directory that does not exist yet; shares the files by hard links.
  virtual void checkpoint(const std::filesystem::path& directory) = 0;
  // What was written since the last checkpoint() will be written again.
  virtual void give_up() = 0;
};

struct StateDatabaseOptions {
  std::filesystem::path directory;                // made, must not exist
  std::optional<std::filesystem::path> restored;  // a checkpoint() to begin with
  std::uint64_t memory_bytes = 64 << 20;          // memtables, caches, indexes, filters, buffers
};
std::unique_ptr<StateDatabase> open_state_database(const StateDatabaseOptions& options);

}  // namespace streamsql
