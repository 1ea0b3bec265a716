// Writing: rows go to files with hidden names, which get their own when they are complete: when the
// job flushes (at a checkpoint), when the rolling policy says so, and at the end.
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <fmt/format.h>
#include <map>
#include <random>
#include <set>
#include <unistd.h>

#include "connectors/filesystem/file_table.h"
#include "connectors/filesystem/partition_path.h"
#include "engine/batch/row_text.h"

namespace streamsql::filesystem {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void fail(const std::string& path, std::string_view what) {
  throw Error(ErrorCode::FileSystemFault,
              fmt::format("'{}' cannot be {}: {}", path, what, std::strerror(errno)));
}

// A file under its hidden name until finish().
class PartFile {
 public:
  PartFile(const std::string& directory, const std::string& name)
      : hidden_(directory + "." + name + ".inprogress"), final_(directory + name) {
    std::error_code error;
    fs::create_directories(directory, error);
    file_ = ::open(hidden_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
    if (file_ < 0) fail(hidden_, "created");
  }
  ~PartFile() {
    if (file_ >= 0) ::close(file_);
  }
  PartFile(const PartFile&) = delete;
  PartFile& operator=(const PartFile&) = delete;

  void write(std::string_view bytes) {
    size_ += bytes.size();
    while (!bytes.empty()) {
      const auto count = ::write(file_, bytes.data(), bytes.size());
      if (count < 0 && errno == EINTR) continue;
      if (count < 0) fail(hidden_, "written");
      bytes.remove_prefix(static_cast<std::size_t>(count));
    }
  }
  // Its bytes are on the disk before its name is.
  void finish() {
    if (::fsync(file_) != 0) fail(hidden_, "made durable");
    ::close(file_);
    file_ = -1;
    if (::rename(hidden_.c_str(), final_.c_str()) != 0) fail(final_, "named");
  }
  std::uint64_t size() const { return size_; }

  std::int64_t begun = 0, last_write = 0;  // milliseconds of the monotonic clock

 private:
  std::string hidden_, final_;
  std::uint64_t size_ = 0;
  int file_ = -1;
};

std::string random_name() {
  std::random_device random;
  return fmt::format("{:08x}-{:08x}", random(), random());
}

class FileWriter : public SinkWriter {
 public:
  FileWriter(FileTablePtr table, const ConnectorContext& context)
      : table_(std::move(table)),
        clock_(context.clock),
        prefix_(fmt::format("part-{}-{}-", random_name(), context.subtask)),
        encoder_(table_->format->make_encoder(
            {table_->data, table_->format_options, table_->descriptor.zone})),
        next_check_(now() + table_->rolling.check.count()) {
    const auto& fields = table_->descriptor.physical->fields;
    for (std::size_t i = 0; i < fields.size(); ++i) {
      if (!table_->is_partition_key(fields[i].name)) data_columns_.push_back(i);
    }
  }

  void write(const Batch& batch) override {
    if (table_->descriptor.partition_keys.empty()) return write_rows(batch, "");
    std::map<std::string, std::vector<std::uint32_t>> rows;
    for (std::uint32_t row = 0; row < batch.row_count(); ++row) {
      rows[partition_of(batch, row)].push_back(row);
    }
    for (const auto& [partition, selection] : rows) write_rows(batch.take(selection), partition);
  }

  void flush() override {
    for (auto& [partition, file] : files_) file->finish();
    files_.clear();
    commit_partitions(false);
  }
  void on_idle() override {
    if (now() < next_check_) return;
    next_check_ = now() + table_->rolling.check.count();
    std::erase_if(files_, [this](auto& entry) {
      if (!is_due(*entry.second)) return false;
      entry.second->finish();
      return true;
    });
    commit_partitions(false);
  }
  std::optional<std::int64_t> deadline() const override {
    if (files_.empty() && uncommitted_.empty()) return std::nullopt;
    return next_check_;
  }
  void close() override {
    flush();
    commit_partitions(true);
  }

 private:
  std::int64_t now() const { return clock_.monotonic_millis(); }

  bool is_due(const PartFile& file) const {
    return now() - file.begun >= table_->rolling.rollover.count() ||
           now() - file.last_write >= table_->rolling.inactivity.count();
  }

  std::string partition_of(const Batch& batch, std::size_t row) const {
    std::string out;
    for (const auto& key : table_->descriptor.partition_keys) {
      const auto column = static_cast<std::size_t>(*table_->descriptor.physical->find(key));
      std::string value;
      if (!batch.column(column).is_null(row)) append_java_text(batch.column(column), row, value);
      out += partition_directory(key, value.empty() ? table_->default_partition : value);
    }
    return out;
  }

  void write_rows(const Batch& batch, const std::string& partition) {
    std::vector<ColumnPtr> columns;
    for (const auto column : data_columns_) columns.push_back(batch.column_ptr(column));
    run_.clear();
    encoder_->encode(Batch(std::move(columns), batch.row_count()), run_);
    lines_.clear();
    for (std::size_t i = 0; i < run_.ends.size(); ++i) {
      lines_ += run_.message(i);
      lines_ += encoder_->delimiter();
      if (lines_.size() + size_of(partition) >= table_->rolling.file_size) {
        append(partition);
        roll(partition);
      }
    }
    append(partition);
  }

  std::uint64_t size_of(const std::string& partition) const {
    const auto file = files_.find(partition);
    return file == files_.end() ? 0 : file->second->size();
  }

  void append(const std::string& partition) {
    if (lines_.empty()) return;
    auto& file = files_[partition];
    if (!file) {
      file = std::make_unique<PartFile>(table_->path + "/" + partition,
                                        prefix_ + std::to_string(next_part_++));
      file->begun = now();
      if (!partition.empty()) uncommitted_.emplace(partition, now());
    }
    file->write(lines_);
    file->last_write = now();
    lines_.clear();
  }

  void roll(const std::string& partition) {
    const auto file = files_.find(partition);
    file->second->finish();
    files_.erase(file);
  }

  // A partition is committed when its delay has passed and none of its files is in progress.
  void commit_partitions(bool all) {
    std::erase_if(uncommitted_, [&](const auto& entry) {
      const bool due = all || now() - entry.second >= table_->commit.delay.count();
      if (!due || files_.contains(entry.first)) return false;
      if (table_->commit.success_file) mark(entry.first);
      return true;
    });
  }
  void mark(const std::string& partition) const {
    const auto path = table_->path + "/" + partition + table_->commit.success_name;
    const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0644);
    if (file < 0) fail(path, "created");
    ::close(file);
  }

  FileTablePtr table_;
  const Clock& clock_;
  const std::string prefix_;
  std::unique_ptr<Encoder> encoder_;
  std::vector<std::size_t> data_columns_;
  std::map<std::string, std::unique_ptr<PartFile>> files_;  // by partition
  std::map<std::string, std::int64_t> uncommitted_;         // partition: its first row's time
  std::uint64_t next_part_ = 0;
  std::int64_t next_check_;
  EncodedRun run_;
  std::string lines_;
};

class FileSink : public TableSink {
 public:
  explicit FileSink(FileTablePtr table) : table_(std::move(table)) {}

  ChangelogMode accepts(const ChangelogMode&) const override { return table_->format->changelog(); }
  std::unique_ptr<SinkWriter> make_writer(const WriterContext& context) const override {
    return std::make_unique<FileWriter>(table_, context);
  }
  std::string describe() const override {
    return fmt::format("filesystem '{}', {}", table_->path, table_->format->name());
  }
  std::optional<int> parallelism() const override { return table_->sink_parallelism; }

 private:
  FileTablePtr table_;
};

}  // namespace

std::unique_ptr<TableSink> make_file_sink(FileTablePtr table) {
  return std::make_unique<FileSink>(std::move(table));
}

}  // namespace streamsql::filesystem
