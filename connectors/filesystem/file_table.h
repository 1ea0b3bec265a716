// FileTable: what the options of a filesystem table say, and the source and sink made from it.
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <span>
#include <string>

#include "engine/connector/connector.h"
#include "engine/type/date_pattern.h"

namespace streamsql::filesystem {

struct RollingPolicy {
  std::uint64_t file_size = 128u << 20;
  std::chrono::milliseconds rollover{30 * 60'000}, inactivity{30 * 60'000}, check{60'000};
};

struct PartitionCommit {
  bool success_file = false;
  std::string success_name = "_SUCCESS";
  std::chrono::milliseconds delay{0};
  bool by_event_time = false;  // 'partition-time'
  // How the time of a partition is read from its values.
  std::optional<std::string> time_pattern;
  std::shared_ptr<const DatePattern> time_formatter;  // null: yyyy-MM-dd[ HH:mm:ss[.SSS]]
  TimeZonePtr watermark_zone = utc_time_zone();
};

// Immutable. Columns are split into those in the files and those in the directories' names.
struct FileTable {
  TableDescriptor descriptor;
  std::string path;  // without "file:" and trailing slashes
  const FormatFactory* format = nullptr;
  Options format_options;
  SchemaPtr data;  // the columns in the files
  std::string default_partition = "__HIVE_DEFAULT_PARTITION__";
  std::optional<std::string> name_pattern;
  std::optional<std::chrono::milliseconds> monitor_interval;
  RollingPolicy rolling;
  PartitionCommit commit;
  std::optional<int> sink_parallelism;

  bool is_partition_key(std::string_view column) const;
};
using FileTablePtr = std::shared_ptr<const FileTable>;

// Throws Error(UnknownOption, MissingOption, InvalidOption, InvalidTable, UnsupportedSyntax).
FileTablePtr read_file_table(const TableDescriptor& descriptor, const FormatRegistry& formats);

// The metadata columns that can be read, in the order of metadata_column().
std::vector<MetadataSpec> metadata_specs();

std::unique_ptr<TableSource> make_file_source(FileTablePtr table);
std::unique_ptr<TableSink> make_file_sink(FileTablePtr table);

}  // namespace streamsql::filesystem
