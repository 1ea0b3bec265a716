#include "connectors/jdbc/scan_query.h"

#include <algorithm>
#include <fmt/format.h>

#include "connectors/jdbc/predicate.h"
#include "connectors/mysql/quoting.h"

namespace streamsql::jdbc {
namespace {

const Field& field_of(const ScanPlan& plan, int column) {
  return plan.schema->fields[static_cast<std::size_t>(column)];
}

std::string selected(const ScanPlan& plan) {
  std::string out;
  for (const int column : plan.columns) {
    out += (out.empty() ? "" : ", ") + mysql::quote_identifier(field_of(plan, column).name);
  }
  return out;
}

void add_condition(std::string& conditions, std::string_view condition) {
  conditions += conditions.empty() ? " WHERE " : " AND ";
  conditions += condition;
}

std::string conditions(const ScanPlan& plan) {
  std::string out;
  for (const auto& predicate : plan.predicates) {
    add_condition(out, to_condition(predicate, *plan.schema, "t"));
  }
  return out;
}

}  // namespace

std::vector<KeyRange> partition_ranges(const PartitionSettings& settings) {
  const Int128 values = Int128{settings.upper} - settings.lower + 1;
  const Int128 count = std::min<Int128>(settings.count, values);
  const Int128 size = (values + count - 1) / count;
  const Int128 large = values - (size - 1) * count;
  std::vector<KeyRange> ranges;
  Int128 first = settings.lower;
  for (Int128 i = 0; i < count; ++i) {
    const Int128 last = first + size - 1 - (i >= large ? 1 : 0);
    ranges.push_back({static_cast<std::int64_t>(first), static_cast<std::int64_t>(last)});
    first = last + 1;
  }
  return ranges;
}

Schema ScanPlan::found() const {
  Schema found;
  for (const int column : columns) found.fields.push_back(field_of(*this, column));
  return found;
}

std::string ScanPlan::scan_sql(bool has_range) const {
  auto where = conditions(*this);
  if (has_range) {
    add_condition(where, mysql::quote_identifier(field_of(*this, settings.partition->column).name) +
                             " BETWEEN ? AND ?");
  }
  return fmt::format("SELECT {} FROM {} t{}{}", columns.empty() ? "1" : selected(*this),
                     mysql::quote_identifier(settings.table), where,
                     limit ? fmt::format(" LIMIT {}", *limit) : "");
}

std::string ScanPlan::scan_behind_sql(bool has_value) const {
  const auto column =
      "t." + mysql::quote_identifier(field_of(*this, settings.incrementing->column).name);
  auto where = conditions(*this);
  add_condition(where, column + (has_value ? " > ?" : " IS NOT NULL"));
  return fmt::format("SELECT {}{}{} FROM {} t{} ORDER BY {}", selected(*this),
                     columns.empty() ? "" : ", ", column, mysql::quote_identifier(settings.table),
                     where, column);
}

std::string ScanPlan::greatest_value_sql() const {
  return fmt::format("SELECT MAX({}) FROM {}",
                     mysql::quote_identifier(field_of(*this, settings.incrementing->column).name),
                     mysql::quote_identifier(settings.table));
}

std::unique_ptr<mysql::Statement> ScanPlan::scan(mysql::Connection& connection,
                                                 const std::optional<KeyRange>& range) const {
  auto statement = connection.prepare(scan_sql(range.has_value()));
  bind_values(predicates, *statement, 0);
  if (range) {
    auto parameter = parameter_count(predicates);
    for (const auto bound : {range->first, range->last}) {
      statement->set_text(parameter++, std::to_string(bound), DataType::bigint());
    }
  }
  std::vector<DataType> types;
  for (const auto& field : found().fields) types.push_back(field.type);
  if (types.empty()) types.push_back(DataType::bigint());
  statement->read_as(types);
  return statement;
}

std::unique_ptr<mysql::Statement> ScanPlan::scan_behind(mysql::Connection& connection,
                                                        const std::string& value) const {
  auto statement = connection.prepare(scan_behind_sql(!value.empty()));
  bind_values(predicates, *statement, 0);
  if (!value.empty()) {
    statement->set_text(parameter_count(predicates), value,
                        field_of(*this, settings.incrementing->column).type);
  }
  std::vector<DataType> types;
  for (const auto& field : found().fields) types.push_back(field.type);
  types.push_back(DataType::string());
  statement->read_as(types);
  return statement;
}

}  // namespace streamsql::jdbc
