#include "connectors/jdbc/write_query.h"

#include <fmt/format.h>

#include "connectors/mysql/quoting.h"

namespace streamsql::jdbc {
namespace {

// "item, item, …", `count` times.
std::string repeated(std::string_view item, std::size_t count, std::string_view separator) {
  std::string out;
  for (std::size_t i = 0; i < count; ++i) {
    if (i > 0) out += separator;
    out += item;
  }
  return out;
}

}  // namespace

std::string WriteQuery::insert_sql(std::size_t rows) const {
  std::string names, updates;
  for (const auto& field : schema->fields) {
    const auto name = mysql::quote_identifier(field.name);
    names += (names.empty() ? "" : ", ") + name;
    updates += fmt::format("{}{}=VALUES({})", updates.empty() ? "" : ", ", name, name);
  }
  const auto row = "(" + repeated("?", schema->fields.size(), ", ") + ")";
  return fmt::format("INSERT INTO {}({}) VALUES {}{}", mysql::quote_identifier(table), names,
                     repeated(row, rows, ", "),
                     has_key() ? " ON DUPLICATE KEY UPDATE " + updates : "");
}

// OR of equalities, and IN for a single column: both use the key's index on every server.
std::string WriteQuery::delete_sql(std::size_t rows) const {
  const auto name_of = [this](int column) {
    return mysql::quote_identifier(schema->fields[static_cast<std::size_t>(column)].name);
  };
  const auto& key = schema->primary_key;
  const auto begin = fmt::format("DELETE FROM {} WHERE ", mysql::quote_identifier(table));
  if (key.size() == 1) {
    return fmt::format("{}{} IN ({})", begin, name_of(key[0]), repeated("?", rows, ", "));
  }
  std::string row;
  for (const int column : key) {
    row += fmt::format("{}{} = ?", row.empty() ? "(" : " AND ", name_of(column));
  }
  return begin + repeated(row + ")", rows, " OR ");
}

}  // namespace streamsql::jdbc
