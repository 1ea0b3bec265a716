#include "engine/state/state_database.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <cstdarg>
#include <fmt/format.h>
#include <rocksdb/cache.h>
#include <rocksdb/db.h>
#include <rocksdb/env.h>
#include <rocksdb/filter_policy.h>
#include <rocksdb/perf_level.h>
#include <rocksdb/table.h>
#include <rocksdb/utilities/checkpoint.h>
#include <rocksdb/write_batch.h>
#include <rocksdb/write_buffer_manager.h>
#include <vector>

#include "engine/base/durable_file.h"
#include "engine/base/error.h"
#include "engine/state/failing_file_system.h"
#include "engine/state/page_store.h"

namespace streamsql {
namespace {

constexpr std::size_t kFamilies = 3;  // of RocksDB
constexpr std::array<const char*, kFamilies> kFamilyNames = {"default", "blobs", "rows"};
constexpr const char* kPagesName = "pages";  // a directory beside the files of RocksDB

rocksdb::Slice slice(std::string_view text) { return {text.data(), text.size()}; }
std::string_view view(const rocksdb::Slice& slice) { return {slice.data(), slice.size()}; }

void check(const rocksdb::Status& status, std::string_view what) {
  if (status.ok()) return;
  throw Error(ErrorCode::FileSystemFault,
              fmt::format("The state database cannot {}: {}", what, status.ToString()))
      .hint("look at the free space and the health of the disk that holds the state directory");
}

// The store's own log would lie in the state directory, and ends the process by an assertion when a
// line of it could not be written. What matters comes back as a status.
class SilentLogger final : public rocksdb::Logger {
 public:
  using rocksdb::Logger::Logv;
  void Logv(const char*, va_list) override {}
};

using Families = std::array<rocksdb::ColumnFamilyHandle*, kFamilies>;

class RocksBatch final : public DatabaseBatch {
 public:
  RocksBatch(const Families& families, PageStore& pages) : families_(families), pages_(pages) {}
  void put(Family family, std::string_view key, std::string_view value) override {
    if (family == Family::Pages) {
      page_bytes_ += value.size();
      return pages_.put(key, value);
    }
    batch_.Put(handle(family), slice(key), slice(value));
  }
  void erase(Family family, std::string_view key) override {
    if (family == Family::Pages) return pages_.erase(key);
    batch_.Delete(handle(family), slice(key));
  }
  void erase_range(Family family, std::string_view from, std::string_view to) override {
    if (family == Family::Pages) return pages_.erase_range(from, to);
    batch_.DeleteRange(handle(family), slice(from), slice(to));
  }
  std::size_t bytes() const override { return batch_.GetDataSize() + page_bytes_; }
  rocksdb::WriteBatch& batch() { return batch_; }
  void clear() {
    batch_.Clear();
    page_bytes_ = 0;
  }

 private:
  rocksdb::ColumnFamilyHandle* handle(Family family) const {
    return families_[static_cast<std::size_t>(family)];
  }
  const Families& families_;
  PageStore& pages_;
  rocksdb::WriteBatch batch_;
  std::size_t page_bytes_ = 0;
};

// Indexes and filters are charged to the one cache, so that the whole database keeps its share.
rocksdb::BlockBasedTableOptions table_options(const std::shared_ptr<rocksdb::Cache>& cache) {
  rocksdb::BlockBasedTableOptions table;
  table.block_cache = cache;
  table.cache_index_and_filter_blocks = true;
  table.pin_l0_filter_and_index_blocks_in_cache = true;
  table.format_version = 5;
  return table;
}

rocksdb::ColumnFamilyOptions family_options(Family family, const StateDatabaseOptions& options,
                                            const std::shared_ptr<rocksdb::Cache>& cache) {
  rocksdb::ColumnFamilyOptions chosen;
  chosen.compression = rocksdb::kNoCompression;
  chosen.write_buffer_size = std::clamp<std::size_t>(options.memory_bytes / 8, 1 << 20, 32 << 20);
  chosen.max_write_buffer_number = 3;
  auto table = table_options(cache);
  if (family == Family::Rows) {
    // Partitioned, so that a small cache holds what is used of them, not whole filters or none.
    table.filter_policy.reset(rocksdb::NewBloomFilterPolicy(10));
    table.optimize_filters_for_memory = true;
    table.partition_filters = true;
    table.index_type = rocksdb::BlockBasedTableOptions::kTwoLevelIndexSearch;
    table.pin_top_level_index_and_filter = true;
    chosen.level_compaction_dynamic_level_bytes = true;
    chosen.max_bytes_for_level_base = 4 * chosen.write_buffer_size;
  }
  if (family == Family::Blobs) {
    // Pages are rewritten as a whole, so compaction must not carry them along.
    chosen.enable_blob_files = true;
    chosen.min_blob_size = 512;
    chosen.blob_file_size = 64 << 20;
    chosen.enable_blob_garbage_collection = true;
    chosen.blob_garbage_collection_age_cutoff = 0.1;  // moves live pages too: not more than must be
  }
  chosen.table_factory.reset(rocksdb::NewBlockBasedTableFactory(table));
  return chosen;
}

rocksdb::DBOptions database_options(const StateDatabaseOptions& options,
                                    const std::shared_ptr<rocksdb::Cache>& cache) {
  rocksdb::DBOptions chosen;
  chosen.create_if_missing = true;
  chosen.create_missing_column_families = true;
  chosen.atomic_flush = true;
  chosen.max_background_jobs = 2;
  chosen.info_log = std::make_shared<SilentLogger>();
  chosen.stats_dump_period_sec = 0;
  chosen.stats_persist_period_sec = 0;
  chosen.write_buffer_manager =
      std::make_shared<rocksdb::WriteBufferManager>(options.memory_bytes / 2, cache);
  return chosen;
}

// PageStore holds two of them.
std::size_t page_buffer(const StateDatabaseOptions& options) {
  return std::clamp<std::size_t>(options.memory_bytes / 32, 64 << 10, 4 << 20);
}

class RocksDatabase final : public StateDatabase {
 public:
  explicit RocksDatabase(const StateDatabaseOptions& options)
      : failing_(make_failing_environment()),
        pages_(options.directory / kPagesName,
               options.restored ? *options.restored / kPagesName : std::filesystem::path(),
               page_buffer(options)) {
    const auto cache = rocksdb::NewLRUCache(options.memory_bytes - 2 * page_buffer(options), 1);
    std::vector<rocksdb::ColumnFamilyDescriptor> descriptors;
    for (std::size_t i = 0; i < kFamilies; ++i) {
      descriptors.emplace_back(kFamilyNames[i],
                               family_options(static_cast<Family>(i), options, cache));
    }
    std::vector<rocksdb::ColumnFamilyHandle*> handles;
    rocksdb::DB* opened = nullptr;
    auto chosen = database_options(options, cache);
    if (failing_) chosen.env = failing_.get();
    const auto status =
        rocksdb::DB::Open(chosen, options.directory.string(), descriptors, &handles, &opened);
    if (status.IsIOError() && !status.IsPathNotFound()) check(status, "be opened");
    if (!status.ok()) {
      throw Error(ErrorCode::StateUnreadable,
                  fmt::format("The state database in {} cannot be opened: {}",
                              options.directory.string(), status.ToString()));
    }
    database_.reset(opened);
    std::copy_n(handles.begin(), kFamilies, families_.begin());
  }

  ~RocksDatabase() override {
    for (auto* const family : families_) database_->DestroyColumnFamilyHandle(family);
    database_->Close();
  }

  std::unique_ptr<DatabaseBatch> batch() override {
    return std::make_unique<RocksBatch>(families_, pages_);
  }

  void write(DatabaseBatch& batch) override {
    pages_.write_some();
    rocksdb::WriteOptions options;
    options.disableWAL = true;
    auto& changes = static_cast<RocksBatch&>(batch);
    const auto status = changes.batch().Count() == 0 ? rocksdb::Status::OK()
                                                     : database_->Write(options, &changes.batch());
    changes.clear();
    if (!status.ok()) broken_ = true;
    check(status, "write");
  }

  void get(Family family, std::span<const std::string> keys,
           const std::function<void(std::size_t, std::string_view)>& found) override {
    std::vector<rocksdb::Slice> slices(keys.begin(), keys.end());
    rocksdb::SetPerfLevel(rocksdb::PerfLevel::kDisable);  // of this thread: counters cost a tenth
    std::vector<rocksdb::PinnableSlice> values(keys.size());
    std::vector<rocksdb::Status> statuses(keys.size());
    database_->MultiGet({}, handle(family), keys.size(), slices.data(), values.data(),
                        statuses.data());
    for (std::size_t i = 0; i < keys.size(); ++i) {
      if (statuses[i].IsNotFound()) continue;
      check(statuses[i], "read");
      found(i, view(values[i]));
    }
  }

  void scan(Family family, std::string_view from, std::string_view to,
            const std::function<bool(std::string_view, std::string_view)>& visit) override {
    if (family == Family::Pages) return pages_.scan(from, to, visit);
    const auto end = slice(to);
    rocksdb::ReadOptions options;
    options.iterate_upper_bound = &end;
    options.fill_cache = false;
    options.readahead_size = 1 << 20;
    const std::unique_ptr<rocksdb::Iterator> at(database_->NewIterator(options, handle(family)));
    for (at->Seek(slice(from)); at->Valid(); at->Next()) {
      if (!visit(view(at->key()), view(at->value()))) break;
    }
    check(at->status(), "read");
  }

  void checkpoint(const std::filesystem::path& directory) override {
    if (broken_.exchange(false)) resume();
    rocksdb::Checkpoint* made = nullptr;
    check(rocksdb::Checkpoint::Create(database_.get(), &made), "make a checkpoint");
    const std::unique_ptr<rocksdb::Checkpoint> checkpoint(made);
    const auto status = checkpoint->CreateCheckpoint(directory.string());
    if (!status.ok()) broken_ = true;
    check(status, "make a checkpoint");
    pages_.checkpoint(directory / kPagesName);
  }

  void give_up() override { pages_.give_up(); }

 private:
  // After a failed write the store refuses all others until it is told that the cause is gone.
  void resume() {
    const auto status = database_->Resume();
    if (!status.ok()) broken_ = true;
    check(status, "resume after an error");
  }
  rocksdb::ColumnFamilyHandle* handle(Family family) const {
    return families_[static_cast<std::size_t>(family)];
  }

  const std::unique_ptr<rocksdb::Env> failing_;
  PageStore pages_;
  std::unique_ptr<rocksdb::DB> database_;
  Families families_{};
  std::atomic<bool> broken_ = false;
};

bool is_immutable(const std::filesystem::path& file) {
  return file.extension() == ".sst" || file.extension() == ".blob";
}

// Data files are never written again, so both databases may share them; the small others are not.
void link_database(const std::filesystem::path& from, const std::filesystem::path& to) {
  for (const auto& entry : std::filesystem::directory_iterator(from)) {
    if (entry.is_directory()) continue;
    const auto target = to / entry.path().filename();
    if (is_immutable(entry.path())) {
      link_or_copy_file(entry.path(), target);
    } else {
      std::filesystem::copy_file(entry.path(), target);
    }
  }
}

}  // namespace

std::unique_ptr<StateDatabase> open_state_database(const StateDatabaseOptions& options) {
  try {
    if (!std::filesystem::create_directories(options.directory)) {
      throw Error(ErrorCode::StateUnreadable,
                  fmt::format("The directory {} exists already", options.directory.string()));
    }
    if (options.restored) link_database(*options.restored, options.directory);
    return std::make_unique<RocksDatabase>(options);
  } catch (const std::filesystem::filesystem_error& error) {
    throw Error(ErrorCode::FileSystemFault,
                fmt::format("Cannot prepare the state directory: {}", error.what()));
  }
}

}  // namespace streamsql
