#include "engine/runtime/checkpoint_state.h"

#include <algorithm>
#include <fmt/format.h>
#include <map>

#include "engine/base/temporary_directory.h"
#include "engine/batch/batch_builder.h"
#include "engine/batch/row_codec.h"
#include "engine/operator/aggregate_handler.h"
#include "engine/runtime/checkpoint_copy.h"
#include "engine/runtime/first_checkpoint.h"
#include "engine/state/checkpoint_directory.h"
#include "engine/state/operator_record.h"
#include "engine/state/state_database.h"

namespace streamsql {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t kMemory = 256 << 20;

// Names are the user's, and may come twice.
void add_field(std::vector<Field>& fields, const std::string& wanted, const DataType& type) {
  auto name = wanted;
  const auto same = [&](const Field& field) { return field.name == name; };
  for (int i = 2; std::any_of(fields.begin(), fields.end(), same); ++i) {
    name = fmt::format("{}_{}", wanted, i);
  }
  fields.push_back({name, type.with_nullable(true)});
}

SchemaPtr schema_of(const StateShape& shape) {
  std::vector<Field> fields;
  if (!shape.row.empty()) {
    for (const auto& field : shape.row) add_field(fields, field.name, field.type);
    return make_schema(std::move(fields));
  }
  if (shape.by_parts) add_field(fields, "part", DataType::string());
  for (const auto& key : shape.keys) add_field(fields, key.name, key.type);
  if (shape.aggregates) add_field(fields, "row_count", DataType::bigint());
  for (std::size_t i = 0; i < shape.calls.size(); ++i) {
    add_field(fields, shape.call_names[i], shape.calls[i].result);
  }
  return make_schema(std::move(fields));
}

// The keyed tables of all subtasks, by name.
std::map<std::string, TableRecord> tables_of(const StateDatabaseOptions& options,
                                             const std::string& uid) {
  std::map<std::string, TableRecord> out;
  const auto database = open_state_database(options);
  const auto from = uid + '\0', to = uid + '\1';
  database->scan(Family::Records, from, to, [&](std::string_view, std::string_view bytes) {
    for (auto& table : operator_record(bytes).tables) {
      if (!table.ordered) out.insert_or_assign(table.name, table);
    }
    return true;
  });
  return out;
}

bool is_number(std::string_view text) {
  if (text.starts_with('-')) text.remove_prefix(1);
  return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

// Tables of keys; those of distinct values lie beside them under longer names.
bool holds_keys(std::string_view name, bool by_parts) {
  if (!by_parts) return name == "groups" || name == "rows";
  for (const std::string_view prefix : {"part-", "total-"}) {
    if (name.starts_with(prefix) && is_number(name.substr(prefix.size()))) return true;
  }
  return false;
}

// What had expired when the checkpoint was taken is not shown; what would have since then is.
class ClockOf final : public Clock {
 public:
  explicit ClockOf(const CheckpointManifest& manifest) : wall_millis_(manifest.wall_millis) {}
  std::int64_t wall_micros() const override { return wall_millis_ * 1000; }
  std::int64_t monotonic_nanos() const override { return 0; }

 private:
  const std::int64_t wall_millis_;
};

class Reader {
 public:
  Reader(OperatorState& state, const StateShape& shape)
      : state_(state),
        shape_(shape),
        handler_(shape.calls, shape.retracts),
        schema_(schema_of(shape)),
        rows_(*schema_) {}

  void read(const TableRecord& record) {
    KeyedTableOptions options;
    options.layout = shape_.aggregates ? handler_.layout() : record.layout;
    options.ttl = std::chrono::milliseconds(record.ttl_millis);
    auto& table = state_.keyed_table(record.name, options);
    if (shape_.aggregates) open_values(record.name, table);
    table.for_each([&](Slot slot) {
      if (shape_.row.empty()) return append_key(record.name, table.key_of(slot), table.read(slot));
      append_row(table.read(slot) + record.layout.bytes_offsets.at(0));
    });
  }
  StateRows finish() { return {schema_, rows_.finish()}; }

 private:
  // Results do not ask for distinct values; those of MIN and MAX may lie in tables of their own.
  void open_values(const std::string& name, KeyedTable& table) {
    AggregateTables tables{&table, {}, {}};
    for (std::size_t i = 0; i < handler_.size(); ++i) {
      tables.distinct.push_back(&table);
      tables.extremes.push_back(&state_.ordered_table(fmt::format("{}-values-{}", name, i)));
    }
    handler_.use(tables);
  }

  void append_row(const std::byte* kept) {
    auto bytes = reinterpret_cast<const StateBytes*>(kept)->view();
    for (std::size_t i = 0; i < shape_.row.size(); ++i) read_value(bytes, rows_.column(i));
    rows_.end_row();
  }

  void append_key(const std::string& table, std::string_view key, const std::byte* state) {
    std::size_t column = 0;
    if (shape_.by_parts) rows_.column(column++).append_string(table);
    EncodedKeys keys;
    keys.append(key, hash_key(key));
    for (std::size_t i = 0; i < shape_.keys.size(); ++i) read_value(key, rows_.column(column++));
    if (shape_.aggregates) append_results(keys, state, column);
    rows_.end_row();
  }

  void append_results(const EncodedKeys& keys, const std::byte* state, std::size_t column) {
    const auto count = reinterpret_cast<const GroupHeader*>(state)->count;
    rows_.column(column++).append(static_cast<std::int64_t>(count));
    auto results = handler_.make_results();
    for (auto& result : results) result.resize(1);
    handler_.emit({&state, all_rows(1), keys}, results);
    for (auto& result : results) rows_.column(column++).append_from(*result.finish(), 0);
  }

  OperatorState& state_;
  const StateShape& shape_;
  AggregateHandler handler_;
  const SchemaPtr schema_;
  BatchBuilder rows_;
};

}  // namespace

StateRows read_checkpoint_state(const fs::path& checkpoint, const std::string& uid,
                                const StateShape& shape) {
  const TemporaryDirectory work("checkpoint");
  const auto named = checkpoint.has_filename() ? checkpoint : checkpoint.parent_path();
  const auto copy = work.path() / named.filename(), restored = copy / "state";
  link_or_copy(checkpoint, copy);
  require_whole(copy, "look at another one: 'streamsql checkpoints verify' tells which",
                checkpoint);
  const auto schema = schema_of(shape);
  if (!fs::exists(restored)) return {schema, BatchBuilder(*schema).finish()};
  MemoryPool memory("checkpoint_state", kMemory);
  MetricRegistry metrics;
  const ClockOf clock(read_manifest(copy));
  const auto tables = tables_of({work.path() / "records", restored}, uid);
  const auto backend =
      open_state_backend({work.path() / "work", restored, &memory, &clock, "hashmap"});
  const auto state = backend->open_operator(uid, 0, 1, MetricGroup(metrics, {}));
  Reader reader(*state, shape);
  for (const auto& [name, record] : tables) {
    if (holds_keys(name, shape.by_parts)) reader.read(record);
  }
  return reader.finish();
}

}  // namespace streamsql
