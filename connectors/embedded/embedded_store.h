// EmbeddedStore: topics and database tables in memory, for `run --embedded` and tests.
#pragma once

#include <filesystem>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/batch/batch.h"
#include "engine/connector/connector.h"

namespace streamsql {

struct TopicRecord {
  std::optional<std::string> key, value;  // a value that is missing is a tombstone
  std::int64_t timestamp_millis = 0;
  std::vector<std::pair<std::string, std::string>> headers = {};
};

// Filled before a job, read and written by its connectors, read afterwards. Any thread. Outlives
// the registry that its connectors are registered with.
class EmbeddedStore {
 public:
  // <topic>.ndjson: a message per line; <table>.csv: a header line, then rows. Throws
  // Error(FileSystemFault).
  void load(const std::filesystem::path& fixtures);

  // ---- topics; one partition each
  void add_records(const std::string& topic, std::vector<TopicRecord> records);
  // Throws Error(ExternalSystemRefused) when nothing was ever put there.
  std::vector<TopicRecord> records(const std::string& topic) const;
  std::vector<std::string> topics() const;

  // ---- database tables
  // CSV text with a header line; an empty value is NULL.
  void set_table(const std::string& table, std::string csv);
  // All rows, with the columns of `wanted`, by name. Throws Error(ExternalSystemRefused) for a
  // table or column that is not there.
  Batch table_rows(const std::string& table, const Schema& wanted) const;
  // Inserts, updates and deletes by the schema's primary key; without one, appends.
  void apply(const std::string& table, const SchemaPtr& schema, const Batch& changes);

  // ---- rows tables
  void set_rows(const std::string& table, std::string rows);  // as Batch::parse reads them
  std::string rows(const std::string& table) const;

  // Rows per batch that its tables are read in; before a job starts. Tests try several.
  void set_batch_rows(std::size_t rows) { batch_rows_ = rows; }
  std::size_t batch_rows() const { return batch_rows_; }

  // ---- what jobs wrote: per sink table (its short name) every change as a line, in order
  void add_written(const std::string& sink, const Batch& changes);
  std::map<std::string, std::string> written() const;

 private:
  struct StoredRow {
    Batch batch;
    std::uint32_t row;
  };
  // A table that was written to.
  struct TypedTable {
    SchemaPtr schema;
    std::vector<std::optional<StoredRow>> rows;
    std::map<std::string, std::size_t> places;  // by encoded primary key
  };

  Batch rows_from_csv(const std::string& table, const Schema& wanted) const;
  TypedTable& typed_table(const std::string& table, const SchemaPtr& schema);
  static void apply_row(TypedTable& table, const StoredRow& row);

  mutable std::mutex mutex_;
  std::map<std::string, std::vector<TopicRecord>> topics_;
  std::map<std::string, std::string> csv_;
  std::map<std::string, TypedTable> tables_;
  std::map<std::string, std::string> rows_, written_;
  std::size_t batch_rows_ = kMaxBatchRows;
};

}  // namespace streamsql
