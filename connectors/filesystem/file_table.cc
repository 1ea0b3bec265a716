#include "connectors/filesystem/file_table.h"

#include <algorithm>
#include <fmt/format.h>

#include "connectors/filesystem/register.h"
#include "connectors/formats/bad_records.h"
#include "engine/base/ascii.h"

namespace streamsql::filesystem {
namespace {

constexpr OptionSpec kSpecs[] = {
    {.key = "connector", .required = true, .summary = "'filesystem'."},
    {.key = "path", .required = true, .summary = "The directory (or one file to read)."},
    {.key = "format", .required = true, .summary = "The format of a line: json, csv or raw."},
    {.key = "source.monitor-interval",
     .type = OptionType::Duration,
     .summary = "Looks for new files this often, for ever; without it the files that are there "
                "are read once."},
    {.key = "source.path.regex-pattern",
     .summary = "Reads only files whose whole path matches this regular expression."},
    {.key = "source.report-statistics",
     .type = OptionType::Enum,
     .default_value = "ALL",
     .summary = "Plans do not depend on statistics of files here.",
     .values = "NONE|ALL",
     .effect = OptionEffect::NoMeaning},
    {.key = "partition.default-name",
     .default_value = "__HIVE_DEFAULT_PARTITION__",
     .summary = "The directory name that stands for a NULL or empty partition value."},
    {.key = "sink.rolling-policy.file-size",
     .type = OptionType::MemorySize,
     .default_value = "128mb",
     .summary = "Begins a new file when this many bytes are in one."},
    {.key = "sink.rolling-policy.rollover-interval",
     .type = OptionType::Duration,
     .default_value = "30 min",
     .summary = "Finishes a file this long after it was begun."},
    {.key = "sink.rolling-policy.inactivity-interval",
     .type = OptionType::Duration,
     .default_value = "30 min",
     .summary = "Finishes a file this long after the last row went to it."},
    {.key = "sink.rolling-policy.check-interval",
     .type = OptionType::Duration,
     .default_value = "1 min",
     .summary = "How often the intervals of the rolling policy are looked at."},
    {.key = "auto-compaction",
     .type = OptionType::Boolean,
     .default_value = "false",
     .summary = "Files are complete when they get their names and are not merged afterwards.",
     .effect = OptionEffect::NoMeaning},
    {.key = "compaction.file-size",
     .type = OptionType::MemorySize,
     .summary = "Files are not merged; see 'sink.rolling-policy.file-size'.",
     .effect = OptionEffect::NoMeaning},
    {.key = "compaction.parallelism",
     .type = OptionType::Int,
     .summary = "Files are not merged.",
     .effect = OptionEffect::NoMeaning},
    {.key = "sink.partition-commit.trigger",
     .type = OptionType::Enum,
     .default_value = "process-time",
     .summary = "When a partition is complete: some time after its first row was written, or when "
                "the watermark has passed the time that its values name.",
     .values = "process-time|partition-time"},
    {.key = "sink.partition-commit.delay",
     .type = OptionType::Duration,
     .default_value = "0 s",
     .summary = "How long after its first row, or after its time, a partition is committed."},
    {.key = "sink.partition-commit.watermark-time-zone",
     .default_value = "UTC",
     .summary = "The time zone of partition times, for watermarks of a TIMESTAMP_LTZ column."},
    {.key = "partition.time-extractor.kind",
     .type = OptionType::Enum,
     .default_value = "default",
     .summary = "How the time of a partition is found: 'default' reads it from the values.",
     .values = "default|custom"},
    {.key = "partition.time-extractor.class",
     .summary = "The Java class of the kind 'custom', which cannot be loaded here.",
     .effect = OptionEffect::NoMeaning},
    {.key = "partition.time-extractor.timestamp-pattern",
     .summary =
         "The time of a partition, with '$column' for values: '$day $hour:00:00'; by default "
         "the first value."},
    {.key = "partition.time-extractor.timestamp-formatter",
     .default_value = "yyyy-MM-dd HH:mm:ss",
     .summary = "The Java pattern by which that text is read; by default also a date alone."},
    {.key = "sink.partition-commit.policy.kind",
     .summary = "What commits a partition: 'success-file' writes an empty file into it."},
    {.key = "sink.partition-commit.policy.class",
     .summary = "The Java class of the policy 'custom', which cannot be loaded here.",
     .effect = OptionEffect::NoMeaning},
    {.key = "sink.partition-commit.policy.class.parameters",
     .summary = "Of the Java class of the policy 'custom', which cannot be loaded here.",
     .effect = OptionEffect::NoMeaning},
    {.key = "sink.partition-commit.success-file.name",
     .default_value = "_SUCCESS",
     .summary = "The name of the file that 'success-file' writes."},
    {.key = "sink.shuffle-by-partition.enable",
     .type = OptionType::Boolean,
     .default_value = "false",
     .summary = "Subtasks write files of their own into each partition anyway.",
     .effect = OptionEffect::NoMeaning},
    {.key = "sink.parallelism", .type = OptionType::Int, .summary = "How many subtasks write."},
};

std::vector<OptionSpec> all_specs() {
  std::vector<OptionSpec> specs(std::begin(kSpecs), std::end(kSpecs));
  const auto bad = bad_record_option_specs();
  specs.insert(specs.end(), bad.begin(), bad.end());
  return specs;
}

std::string plain_path(std::string path) {
  if (path.starts_with("file:")) {
    path.erase(0, 5);
    const auto slashes = path.find_first_not_of('/');
    if (slashes != std::string::npos && slashes > 1) path.erase(0, slashes - 1);
  }
  while (path.size() > 1 && path.back() == '/') path.pop_back();
  return path;
}

const FormatFactory& find_format(const Options& options, const FormatRegistry& formats) {
  const auto name = options.text("format").value_or("");
  for (const std::string_view later : {"parquet", "orc", "avro"}) {
    if (name != later) continue;
    Error error(ErrorCode::UnsupportedSyntax,
                fmt::format("The format '{}' of filesystem tables is not supported yet", name));
    if (const auto* value = options.find("format")) error.mark(value->value_span);
    throw std::move(error).hint("json, csv and raw are");
  }
  try {
    return formats.find(name);
  } catch (Error& error) {
    if (const auto* value = options.find("format")) error.mark(value->value_span);
    throw;
  }
}

// The table's own options: those of the format are its business.
Options without_format(const Options& options, std::string_view prefix) {
  Options out;
  for (const auto& [key, value] : options.entries()) {
    if (!key.starts_with(prefix)) out.set(key, value);
  }
  return out;
}

bool is_word(const Options& options, std::string_view key, std::string_view word) {
  return equals_ignoring_case(options.text(key).value_or(""), word);
}

RollingPolicy read_rolling(const Options& options) {
  RollingPolicy out;
  out.file_size = options.memory_size("sink.rolling-policy.file-size").value_or(out.file_size);
  out.rollover = options.duration("sink.rolling-policy.rollover-interval").value_or(out.rollover);
  out.inactivity =
      options.duration("sink.rolling-policy.inactivity-interval").value_or(out.inactivity);
  out.check = options.duration("sink.rolling-policy.check-interval").value_or(out.check);
  return out;
}

// What says when a partition's time has come.
void read_partition_time(const Options& options, PartitionCommit& out) {
  constexpr std::string_view kKind = "partition.time-extractor.kind";
  constexpr std::string_view kFormatter = "partition.time-extractor.timestamp-formatter";
  out.by_event_time = is_word(options, "sink.partition-commit.trigger", "partition-time");
  if (is_word(options, kKind, "custom")) {
    throw options.invalid(kKind, "The extractor 'custom' is not supported")
        .hint("Java classes cannot be loaded; 'default' is supported");
  }
  out.time_pattern = options.text("partition.time-extractor.timestamp-pattern");
  if (const auto zone = options.text("sink.partition-commit.watermark-time-zone")) {
    out.watermark_zone = find_time_zone(*zone);
  }
  if (const auto pattern = options.text(kFormatter)) {
    out.time_formatter = std::make_shared<DatePattern>(*pattern, PatternDialect::Formatter);
  }
}

PartitionCommit read_commit(const Options& options) {
  constexpr std::string_view kPolicy = "sink.partition-commit.policy.kind";
  PartitionCommit out;
  out.delay = options.duration("sink.partition-commit.delay").value_or(out.delay);
  out.success_name =
      options.text("sink.partition-commit.success-file.name").value_or(out.success_name);
  read_partition_time(options, out);
  const auto kind = options.text(kPolicy);
  if (!kind) return out;
  if (*kind != "success-file") {
    throw options
        .invalid(kPolicy, fmt::format("The partition commit policy '{}' is not supported", *kind))
        .hint("'success-file' is");
  }
  out.success_file = true;
  return out;
}

SchemaPtr data_columns(const FileTable& table) {
  std::vector<Field> fields;
  for (const auto& field : table.descriptor.physical->fields) {
    if (!table.is_partition_key(field.name)) fields.push_back(field);
  }
  for (const auto& key : table.descriptor.partition_keys) {
    if (!table.descriptor.physical->find(key)) {
      throw Error(ErrorCode::InvalidTable,
                  fmt::format("Partition column '{}' is no column of the table", key))
          .at(table.descriptor.span);
    }
  }
  return make_schema(std::move(fields));
}

class FileConnector : public ConnectorFactory {
 public:
  explicit FileConnector(const FormatRegistry& formats) : formats_(formats) {}

  std::string_view name() const override { return "filesystem"; }
  std::string_view summary() const override {
    return "Reads and writes the files of a directory, also in k=v directories of partitions.";
  }
  std::span<const OptionSpec> options() const override { return specs_; }
  std::vector<MetadataSpec> metadata(const TableDescriptor&) const override {
    return metadata_specs();
  }
  std::unique_ptr<TableSource> make_source(const TableDescriptor& table) const override {
    return make_file_source(read_file_table(table, formats_));
  }
  std::unique_ptr<TableSink> make_sink(const TableDescriptor& table) const override {
    return make_file_sink(read_file_table(table, formats_));
  }
  std::unique_ptr<LookupTable> make_lookup(const TableDescriptor&) const override {
    return nullptr;
  }

 private:
  const FormatRegistry& formats_;
  const std::vector<OptionSpec> specs_ = all_specs();
};

}  // namespace

bool FileTable::is_partition_key(std::string_view column) const {
  const auto& keys = descriptor.partition_keys;
  return std::find(keys.begin(), keys.end(), column) != keys.end();
}

FileTablePtr read_file_table(const TableDescriptor& descriptor, const FormatRegistry& formats) {
  auto table = std::make_shared<FileTable>();
  const auto prefix = descriptor.options.text("format").value_or("") + ".";
  const Options own = without_format(descriptor.options, prefix);
  validate_options(own, all_specs(), fmt::format("table '{}'", descriptor.short_name));
  table->descriptor = descriptor;
  table->path = plain_path(*own.text("path"));
  table->format = &find_format(own, formats);
  table->format_options = descriptor.options.below(prefix);
  table->data = data_columns(*table);
  table->default_partition = own.text("partition.default-name").value_or(table->default_partition);
  table->name_pattern = own.text("source.path.regex-pattern");
  table->monitor_interval = own.duration("source.monitor-interval");
  table->rolling = read_rolling(own);
  table->commit = read_commit(own);
  if (const auto wanted = own.integer("sink.parallelism")) {
    if (*wanted < 1) throw own.invalid("sink.parallelism", "It must be at least 1");
    table->sink_parallelism = static_cast<int>(*wanted);
  }
  table->format->check({table->data, table->format_options, descriptor.zone});
  return table;
}

}  // namespace streamsql::filesystem

namespace streamsql {

void register_filesystem(ConnectorRegistry& connectors, const FormatRegistry& formats) {
  connectors.add(std::make_unique<filesystem::FileConnector>(formats));
}

}  // namespace streamsql
