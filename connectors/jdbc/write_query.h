// WriteQuery: the SQL text of a sink's statements.
#pragma once

#include <string>

#include "engine/type/data_type.h"

namespace streamsql::jdbc {

struct WriteQuery {
  std::string table;
  SchemaPtr schema;  // with the primary key, if any

  bool has_key() const { return !schema->primary_key.empty(); }
  // INSERT of `rows` rows; with a key ON DUPLICATE KEY UPDATE. Parameters row by row.
  std::string insert_sql(std::size_t rows) const;
  // DELETE of `rows` keys. Parameters key by key, in the key's order.
  std::string delete_sql(std::size_t rows) const;
};

}  // namespace streamsql::jdbc
