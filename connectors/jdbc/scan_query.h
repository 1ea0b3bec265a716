// ScanQuery: the SQL text of a scan, and how a split becomes parameters.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "connectors/jdbc/jdbc_settings.h"
#include "connectors/mysql/connection.h"

namespace streamsql::jdbc {

struct KeyRange {
  std::int64_t first, last;
};

// The ranges that Flink's JdbcNumericBetweenParametersProvider makes: all of equal size but for one
// value, and no more than there are values.
std::vector<KeyRange> partition_ranges(const PartitionSettings& settings);

struct ScanPlan {
  JdbcSettings settings;
  SchemaPtr schema;
  std::vector<int> columns;
  std::vector<PushedPredicate> predicates;
  std::optional<std::uint64_t> limit;

  Schema found() const;  // the columns wanted

  // A bounded scan of one range, or of everything.
  std::unique_ptr<mysql::Statement> scan(mysql::Connection& connection,
                                         const std::optional<KeyRange>& range) const;
  // Rows behind a value of the incrementing column, in its order; behind nothing: all of them. The
  // column itself comes last, as text.
  std::unique_ptr<mysql::Statement> scan_behind(mysql::Connection& connection,
                                                const std::string& value) const;
  std::string scan_sql(bool has_range) const;
  std::string scan_behind_sql(bool has_value) const;
  std::string greatest_value_sql() const;
};

}  // namespace streamsql::jdbc
