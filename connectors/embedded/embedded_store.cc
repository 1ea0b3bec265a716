#include "connectors/embedded/embedded_store.h"

#include <algorithm>
#include <fmt/format.h>
#include <fstream>
#include <sstream>

#include "connectors/formats/csv_splitter.h"
#include "connectors/formats/register.h"
#include "engine/batch/batch_builder.h"
#include "engine/batch/key_codec.h"

namespace streamsql {
namespace {

std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> out;
  while (!text.empty()) {
    const auto end = std::min(text.find('\n'), text.size());
    auto line = text.substr(0, end);
    if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
    if (!line.empty()) out.push_back(line);
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return out;
}

std::string read_file(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::stringstream text;
  text << in.rdbuf();
  if (in) return text.str();
  throw Error(ErrorCode::FileSystemFault, fmt::format("'{}' cannot be read", path.string()));
}

Error no_such_table(const std::string& table) {
  return Error(ErrorCode::ExternalSystemRefused,
               fmt::format("There is no embedded table '{}'", table))
      .hint(fmt::format("put its rows into fixtures/{}.csv, with a header line", table));
}

// The header's columns with their declared types; columns that are not asked for are text.
SchemaPtr header_schema(std::string_view header, const Schema& wanted) {
  const CsvOptions options;
  CsvSplitter splitter(options);
  splitter.split(header);
  std::vector<Field> fields;
  for (const auto name : splitter.values()) {
    const auto declared = wanted.find(name);
    fields.push_back(
        {std::string(name),
         declared ? wanted.fields[static_cast<std::size_t>(*declared)].type : DataType::string()});
  }
  return make_schema(std::move(fields));
}

void check_columns(const std::string& table, const Schema& there, const Schema& wanted) {
  for (const auto& field : wanted.fields) {
    if (there.find(field.name)) continue;
    throw Error(ErrorCode::ExternalSystemRefused,
                fmt::format("The embedded table '{}' has no column '{}'", table, field.name))
        .hint(fmt::format("the first line of its file names its columns: {}",
                          fmt::join(there.names(), ", ")));
  }
}

}  // namespace

void EmbeddedStore::load(const std::filesystem::path& fixtures) {
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(fixtures, error)) {
    const auto name = entry.path().stem().string();
    if (entry.path().extension() == ".csv") set_table(name, read_file(entry.path()));
    if (entry.path().extension() != ".ndjson") continue;
    const auto text = read_file(entry.path());
    std::vector<TopicRecord> records;
    for (const auto line : lines_of(text)) {
      records.push_back({std::nullopt, std::string(line), 0, {}});
    }
    add_records(name, std::move(records));
  }
  if (!error) return;
  throw Error(ErrorCode::FileSystemFault, fmt::format("The fixtures in '{}' cannot be read: {}",
                                                      fixtures.string(), error.message()));
}

void EmbeddedStore::add_records(const std::string& topic, std::vector<TopicRecord> records) {
  const std::lock_guard lock(mutex_);
  auto& all = topics_[topic];
  all.insert(all.end(), std::make_move_iterator(records.begin()),
             std::make_move_iterator(records.end()));
}

std::vector<TopicRecord> EmbeddedStore::records(const std::string& topic) const {
  const std::lock_guard lock(mutex_);
  const auto found = topics_.find(topic);
  if (found != topics_.end()) return found->second;
  throw Error(ErrorCode::ExternalSystemRefused,
              fmt::format("There is no embedded topic '{}'", topic))
      .hint(fmt::format("put its messages into fixtures/{}.ndjson, one per line", topic));
}

std::vector<std::string> EmbeddedStore::topics() const {
  const std::lock_guard lock(mutex_);
  std::vector<std::string> out;
  for (const auto& [topic, records] : topics_) out.push_back(topic);
  return out;
}

void EmbeddedStore::set_table(const std::string& table, std::string csv) {
  const std::lock_guard lock(mutex_);
  csv_[table] = std::move(csv);
  tables_.erase(table);
}

// Without the lock's help: the callers hold it.
Batch EmbeddedStore::rows_from_csv(const std::string& table, const Schema& wanted) const {
  const auto found = csv_.find(table);
  if (found == csv_.end()) throw no_such_table(table);
  const auto lines = lines_of(found->second);
  if (lines.empty()) throw no_such_table(table);
  FormatContext context{make_schema(wanted.fields), {}, utc_time_zone()};
  context.options.set("null-literal", "");
  context.record = header_schema(lines.front(), wanted);
  check_columns(table, *context.record, wanted);
  BatchBuilder builder(wanted);
  DecodeReport report;
  const std::span<const std::string_view> rows(lines.data() + 1, lines.size() - 1);
  make_csv_format()->make_decoder(context)->decode(MessageRun{rows, nullptr}, builder, report);
  if (report.problems.empty()) return builder.finish();
  throw Error(ErrorCode::MalformedRecord,
              fmt::format("The embedded table '{}', row {}: {}", table,
                          report.problems[0].message + 1, report.problems[0].reason));
}

Batch EmbeddedStore::table_rows(const std::string& table, const Schema& wanted) const {
  const std::lock_guard lock(mutex_);
  const auto found = tables_.find(table);
  if (found == tables_.end()) return rows_from_csv(table, wanted);
  const Schema& there = *found->second.schema;
  check_columns(table, there, wanted);
  BatchBuilder builder(wanted);
  for (const auto& stored : found->second.rows) {
    if (!stored) continue;
    for (std::size_t i = 0; i < wanted.fields.size(); ++i) {
      const auto column = static_cast<std::size_t>(*there.find(wanted.fields[i].name));
      const Column& from = stored->batch.column(column);
      if (!from.type().equal_ignoring_nullability(wanted.fields[i].type)) {
        throw Error(ErrorCode::InvalidTable,
                    fmt::format("Column '{}' of the embedded table '{}' was written as {}",
                                wanted.fields[i].name, table, from.type().to_sql()));
      }
      builder.column(i).append_from(from, stored->row);
    }
    builder.end_row();
  }
  return builder.finish();
}

// Rows of the fixture become typed by the first table that writes.
EmbeddedStore::TypedTable& EmbeddedStore::typed_table(const std::string& table,
                                                      const SchemaPtr& schema) {
  const auto [place, is_new] = tables_.try_emplace(table);
  if (!is_new) return place->second;
  place->second.schema = schema;
  if (!csv_.contains(table)) return place->second;
  const Batch rows = rows_from_csv(table, *schema);
  for (std::uint32_t row = 0; row < rows.row_count(); ++row) {
    apply_row(place->second, {rows, row});
  }
  return place->second;
}

void EmbeddedStore::apply_row(TypedTable& table, const StoredRow& row) {
  const bool removes = row.batch.kind(row.row) == RowKind::Delete;
  if (table.schema->primary_key.empty()) {
    if (!removes) table.rows.emplace_back(row);
    return;
  }
  std::string key;
  for (const int column : table.schema->primary_key) {
    append_key(row.batch.column(static_cast<std::size_t>(column)), row.row, key);
  }
  const auto [place, is_new] = table.places.emplace(key, table.rows.size());
  if (is_new) table.rows.emplace_back();
  table.rows[place->second] = removes ? std::nullopt : std::optional<StoredRow>(row);
}

void EmbeddedStore::apply(const std::string& table, const SchemaPtr& schema, const Batch& changes) {
  const std::lock_guard lock(mutex_);
  TypedTable& typed = typed_table(table, schema);
  for (std::uint32_t row = 0; row < changes.row_count(); ++row) {
    if (changes.kind(row) != RowKind::UpdateBefore) apply_row(typed, {changes, row});
  }
}

void EmbeddedStore::set_rows(const std::string& table, std::string rows) {
  const std::lock_guard lock(mutex_);
  rows_[table] = std::move(rows);
}

std::string EmbeddedStore::rows(const std::string& table) const {
  const std::lock_guard lock(mutex_);
  const auto found = rows_.find(table);
  return found == rows_.end() ? "" : found->second;
}

void EmbeddedStore::add_written(const std::string& sink, const Batch& changes) {
  auto text = changes.to_string();
  const std::lock_guard lock(mutex_);
  written_[sink] += text;
}

std::map<std::string, std::string> EmbeddedStore::written() const {
  const std::lock_guard lock(mutex_);
  return written_;
}

}  // namespace streamsql
