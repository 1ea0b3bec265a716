// Table: what a connector is told about a declared table, and what it answers at planning.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/options.h"
#include "engine/connector/format.h"

namespace streamsql {

class FormatRegistry;

struct MetadataColumn {
  std::string key;  // "timestamp", "value.source.table"
  DataType type;    // as declared; the connector produces its own type, the planner casts
  bool is_virtual = false;
};

// A declared table with all names resolved. The physical schema holds the stored columns in
// declared order; computed columns never reach a connector.
struct TableDescriptor {
  std::string name;                      // "default_catalog.default_database.t"
  std::string short_name;                // "t"
  SchemaPtr physical;                    // with the primary key as indices into it
  std::vector<MetadataColumn> metadata;  // those that the query uses (source) or writes (sink)
  std::vector<std::string> partition_keys;
  // Of a sink: INSERT INTO t PARTITION (k = 'v'), in the order of the partition keys.
  std::vector<std::pair<std::string, std::string>> static_partition;
  Options options;  // all of WITH, 'connector' included, hints applied
  TimeZonePtr zone = utc_time_zone();
  SourceSpan span;  // of the table's name in its CREATE TABLE
};

// A metadata column that a connector offers.
struct MetadataSpec {
  std::string key;
  DataType type;
  bool readable = true, writable = false;
  std::string summary;
};

// A predicate in a form that connectors can translate. Columns are indices into the physical
// schema; the comparison's value is a constant column of one row of the column's type.
struct PushedPredicate {
  enum class Op : std::uint8_t {
    Equal,
    NotEqual,
    Less,
    LessEqual,
    Greater,
    GreaterEqual,
    IsNull,
    IsNotNull
  } op;
  int column;
  ColumnPtr value;  // null for IsNull, IsNotNull
};

// What the planner would like a source to do. The source's rows have exactly `columns` (indices
// into the physical schema, ascending) followed by the descriptor's metadata columns.
struct ScanRequest {
  std::vector<int> columns;
  std::vector<PushedPredicate> predicates;
  std::optional<std::uint64_t> limit;
};

// What it takes. Columns are always taken. A predicate that is not accepted stays in Calc.
struct ScanAnswer {
  std::vector<bool> accepted;  // per predicate
  bool limit_accepted = false;
};

}  // namespace streamsql
