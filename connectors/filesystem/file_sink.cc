// Writing: rows go to files with hidden names, which get their own when they are complete: when the
// job flushes (at a checkpoint), when the rolling policy says so, and at the end.
#include <fmt/format.h>
#include <map>
#include <random>
#include <set>

#include "connectors/filesystem/file_table.h"
#include "connectors/filesystem/part_file.h"
#include "connectors/filesystem/partition_committer.h"
#include "connectors/filesystem/partition_path.h"
#include "connectors/filesystem/redo_files.h"
#include "engine/batch/row_text.h"

namespace streamsql::filesystem {
namespace {

std::string random_name() {
  std::random_device random;
  return fmt::format("{:08x}-{:08x}", random(), random());
}

class FileWriter : public SinkWriter {
 public:
  FileWriter(FileTablePtr table, const WriterContext& context)
      : table_(std::move(table)),
        clock_(context.clock),
        redo_(context.redo),
        prefix_(fmt::format("part-{}{}-{}-", redo_ ? job_tag(context.job_uuid) + "-" : "",
                            random_name(), context.subtask)),
        encoder_(table_->format->make_encoder(
            {table_->data, table_->format_options, table_->descriptor.zone})),
        committer_(*table_, context.clock),
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
    for (auto& [partition, file] : files_) complete(*file);
    files_.clear();
    commit_partitions(false);
  }
  void on_idle() override {
    if (now() < next_check_) return;
    next_check_ = now() + table_->rolling.check.count();
    std::erase_if(files_, [this](auto& entry) {
      if (!is_due(*entry.second)) return false;
      complete(*entry.second);
      return true;
    });
    commit_partitions(false);
  }
  std::optional<std::int64_t> deadline() const override {
    if (files_.empty() && !committer_.waits()) return std::nullopt;
    return next_check_;
  }
  void on_watermark(Watermark watermark) override { committer_.on_watermark(watermark); }
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

  // Names the file, or leaves that to the redo of this epoch.
  void complete(PartFile& file) {
    file.seal();
    if (!redo_) return file.publish();
    const auto base = table_->path.size() + 1;
    redo_->append(redo_of_file(
        {file.hidden_path().substr(base), file.final_path().substr(base), file.size()}));
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
      if (!partition.empty()) committer_.begin(partition);
    }
    file->write(lines_);
    file->last_write = now();
    lines_.clear();
  }

  void roll(const std::string& partition) {
    const auto file = files_.find(partition);
    complete(*file->second);
    files_.erase(file);
  }

  // A partition is committed when its time has come and none of its files is in progress.
  void commit_partitions(bool all) {
    for (const auto& partition : committer_.due(all)) {
      if (files_.contains(partition)) continue;
      committer_.forget(partition);
      if (table_->commit.success_file) mark(partition);
    }
  }
  void mark(const std::string& partition) const {
    const auto path = partition + table_->commit.success_name;
    redo_ ? redo_->append(redo_of_marker(path)) : write_marker(table_->path + "/" + path);
  }

  FileTablePtr table_;
  const Clock& clock_;
  RedoLog* const redo_;
  const std::string prefix_;
  std::unique_ptr<Encoder> encoder_;
  PartitionCommitter committer_;
  std::vector<std::size_t> data_columns_;
  std::map<std::string, std::unique_ptr<PartFile>> files_;  // by partition
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
  Participation participation() const override { return Participation::Redo; }
  std::unique_ptr<RedoTarget> make_redo_target(const ParticipantContext& context) const override {
    return filesystem::make_redo_target(table_, context);
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
