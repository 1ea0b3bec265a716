// Reading: one split per file, its position the byte at which the next line begins.
#include <algorithm>
#include <cerrno>
#include <cstring>
#include <deque>
#include <filesystem>
#include <fmt/format.h>
#include <map>
#include <re2/re2.h>
#include <set>
#include <sys/stat.h>

#include "connectors/filesystem/file_table.h"
#include "connectors/filesystem/partition_path.h"
#include "connectors/filesystem/record_lines.h"
#include "connectors/formats/bad_records.h"

namespace streamsql::filesystem {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kLinesPerPoll = 8192;

// Hidden: files in progress, and marks such as _SUCCESS.
bool is_hidden(const fs::path& path) {
  const auto name = path.filename().string();
  return name.starts_with(".") || name.starts_with("_");
}

Error unreadable(const std::string& path, const std::string& why) {
  return Error(ErrorCode::FileSystemFault, fmt::format("'{}' cannot be read: {}", path, why));
}

class FileEnumerator : public SplitEnumerator {
 public:
  explicit FileEnumerator(FileTablePtr table) : table_(std::move(table)) {
    if (!table_->name_pattern) return;
    pattern_ = std::make_unique<re2::RE2>(*table_->name_pattern, re2::RE2::Quiet);
    if (pattern_->ok()) return;
    throw table_->descriptor.options.invalid(
        "source.path.regex-pattern",
        fmt::format("'{}' is no regular expression: {}", *table_->name_pattern, pattern_->error()));
  }

  void restore(std::string_view state) override {
    while (!state.empty()) {
      const auto end = std::min(state.find('\n'), state.size());
      known_.emplace(state.substr(0, end));
      state.remove_prefix(std::min(end + 1, state.size()));
    }
  }

  std::vector<Split> discover() override {
    std::set<std::string> found;
    try {
      find_files(table_->path, found);
    } catch (const fs::filesystem_error& error) {
      throw unreadable(table_->path, error.code().message());
    }
    std::vector<Split> splits;
    for (const auto& path : found) {
      if (known_.insert(path).second) splits.push_back({path, "0"});
    }
    return splits;
  }

  std::string state() const override { return fmt::format("{}", fmt::join(known_, "\n")); }
  std::optional<std::chrono::milliseconds> interval() const override {
    return table_->monitor_interval;
  }

 private:
  void find_files(const fs::path& path, std::set<std::string>& found) const {
    if (fs::is_regular_file(path)) {
      if (matches(path)) found.insert(path.string());
      return;
    }
    for (const auto& entry : fs::directory_iterator(path)) {
      if (!is_hidden(entry.path())) find_files(entry.path(), found);
    }
  }
  bool matches(const fs::path& path) const {
    return !pattern_ || re2::RE2::FullMatch(path.string(), *pattern_);
  }

  FileTablePtr table_;
  std::unique_ptr<re2::RE2> pattern_;
  std::set<std::string> known_;
};

struct Projection {
  std::vector<int> columns;  // of the physical schema
};

class FileReader : public SourceReader {
 public:
  FileReader(FileTablePtr table, const Projection& projection, const ConnectorContext& context)
      : table_(std::move(table)), projection_(projection), clock_(context.clock) {
    std::vector<Field> wanted;
    for (const int column : projection_.columns) {
      const auto& field = physical(column);
      if (!table_->is_partition_key(field.name)) wanted.push_back(field);
    }
    FormatContext format{make_schema(std::move(wanted)), table_->format_options,
                         table_->descriptor.zone};
    format.record = table_->data;
    wanted_ = format.schema;
    decoder_ = table_->format->make_decoder(format);
    bad_records_ = make_bad_records(table_->descriptor.options, context.metrics);
  }

  void add_splits(std::span<const Split> splits) override {
    waiting_.insert(waiting_.end(), splits.begin(), splits.end());
  }
  void no_more_splits() override { complete_ = true; }

  // A file is there or not: reading never waits, and neither does this.
  Progress poll(std::chrono::milliseconds, std::optional<SplitBatch>& out) override {
    while (open_next()) {
      const LineRun run = lines_->next(kLinesPerPoll);
      positions_[split_] = std::to_string(lines_->offset());
      if (run.lines.empty()) {
        lines_.reset();
        continue;
      }
      Batch rows = decode(run);
      if (rows.row_count() == 0) continue;
      out = SplitBatch{std::move(rows), split_};
      return Progress::HasRows;
    }
    return complete_ ? Progress::Finished : Progress::NothingYet;
  }

  // Files that were read to their end stay, so that they are not read again.
  std::vector<Split> positions() const override {
    std::vector<Split> out;
    for (const auto& [id, position] : positions_) out.push_back({id, position});
    out.insert(out.end(), waiting_.begin(), waiting_.end());
    return out;
  }
  void commit(CheckpointId, std::span<const Split>) override { bad_records_->flush(); }

 private:
  const Field& physical(int column) const {
    return table_->descriptor.physical->fields[static_cast<std::size_t>(column)];
  }

  bool open_next() {
    if (lines_) return true;
    if (waiting_.empty()) return false;
    const Split split = waiting_.front();
    waiting_.pop_front();
    split_ = split.id;
    struct stat info {};
    if (::stat(split_.c_str(), &info) != 0) throw unreadable(split_, std::strerror(errno));
    size_ = info.st_size;
    modified_millis_ = info.st_mtim.tv_sec * 1000 + info.st_mtim.tv_nsec / 1'000'000;
    lines_ = std::make_unique<RecordLines>(split_, std::stoull(split.position), quote_rule());
    return true;
  }

  QuoteRule quote_rule() const {
    const auto& options = table_->format_options;
    if (table_->format->name() != "csv") return {};
    if (options.boolean("disable-quote-character").value_or(false)) return {};
    const auto delimiter = options.text("field-delimiter").value_or(",");
    return {options.text("quote-character").value_or("\"").front(),
            delimiter == "\\t" ? '\t' : delimiter.front()};
  }

  Batch decode(const LineRun& run) {
    BatchBuilder builder(*wanted_);
    DecodeReport report;
    decoder_->decode(MessageRun{run.lines, run.buffer}, builder, report);
    for (const auto& problem : report.problems) {
      const auto place = fmt::format("file '{}', byte {}", split_, run.offsets[problem.message]);
      bad_records_->report(
          {run.lines[problem.message], place, problem.reason, clock_.wall_micros()});
    }
    return assemble(builder.finish());
  }

  Batch assemble(const Batch& data) const {
    std::vector<ColumnPtr> columns;
    std::size_t next = 0;
    for (const int column : projection_.columns) {
      const auto& field = physical(column);
      const bool key = table_->is_partition_key(field.name);
      columns.push_back(key ? partition_column(field, data.row_count()) : data.column_ptr(next++));
    }
    for (const auto& metadata : table_->descriptor.metadata) {
      columns.push_back(metadata_column(metadata.key, data.row_count()));
    }
    return {std::move(columns), data.row_count()};
  }

  ColumnPtr partition_column(const Field& field, std::size_t rows) const {
    const auto below =
        std::string_view(split_).substr(std::min(table_->path.size(), split_.size()));
    const auto value = partition_value(below, field.name);
    const bool null = !value || *value == table_->default_partition;
    const Schema one{{{field.name, field.type}}, {}};
    if (null) return Batch::parse(one, "+I[null]").column(0).repeat(0, rows);
    return Batch::parse(one, "+I[" + *value + "]").column(0).repeat(0, rows);
  }

  ColumnPtr metadata_column(std::string_view key, std::size_t rows) const {
    for (const auto& spec : metadata_specs()) {
      if (spec.key != key) continue;
      ColumnBuilder builder(spec.type);
      if (key == "file.path") builder.append_string(split_);
      if (key == "file.name") builder.append_string(fs::path(split_).filename().string());
      if (key == "file.size") builder.append<std::int64_t>(size_);
      if (key == "file.modification-time") builder.append<Timestamp>({modified_millis_, 0});
      return builder.finish_constant(rows);
    }
    throw Error(ErrorCode::Internal, fmt::format("Unknown metadata column '{}'", key));
  }

  FileTablePtr table_;
  const Projection projection_;
  const Clock& clock_;
  SchemaPtr wanted_;
  std::unique_ptr<Decoder> decoder_;
  std::unique_ptr<BadRecords> bad_records_;
  std::deque<Split> waiting_;
  std::map<std::string, std::string> positions_;
  bool complete_ = false;
  std::string split_;  // the file being read
  std::int64_t size_ = 0, modified_millis_ = 0;
  std::unique_ptr<RecordLines> lines_;
};

class FileSource : public TableSource {
 public:
  explicit FileSource(FileTablePtr table) : table_(std::move(table)) {}

  ChangelogMode changelog() const override { return table_->format->changelog(); }
  bool is_bounded() const override { return !table_->monitor_interval; }
  ScanAnswer push_down(const ScanRequest& request) override {
    projection_.columns = request.columns;
    return {std::vector<bool>(request.predicates.size(), false), false};
  }
  std::unique_ptr<SplitEnumerator> make_enumerator(const ConnectorContext&) const override {
    return std::make_unique<FileEnumerator>(table_);
  }
  std::unique_ptr<SourceReader> make_reader(const ConnectorContext& context) const override {
    return std::make_unique<FileReader>(table_, projection_, context);
  }
  std::string describe() const override {
    return fmt::format("filesystem '{}', {}{}", table_->path, table_->format->name(),
                       is_bounded() ? "" : ", monitored");
  }

 private:
  FileTablePtr table_;
  Projection projection_;
};

}  // namespace

std::vector<MetadataSpec> metadata_specs() {
  const auto text = DataType::string().not_null();
  return {
      {"file.path", text, true, false, "The whole path of the file that the row stands in."},
      {"file.name", text, true, false, "The name of the file, without its directories."},
      {"file.size", DataType::bigint().not_null(), true, false, "The bytes of the file."},
      {"file.modification-time", DataType::timestamp_ltz(3).not_null(), true, false,
       "When the file was written last."},
  };
}

std::unique_ptr<TableSource> make_file_source(FileTablePtr table) {
  return std::make_unique<FileSource>(std::move(table));
}

}  // namespace streamsql::filesystem
