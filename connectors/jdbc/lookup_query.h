// LookupQuery: the SQL text that asks for many keys at once, and how its parameters lie.
#pragma once

#include <cstdint>
#include <string>

#include "connectors/mysql/statement.h"
#include "engine/connector/lookup.h"

namespace streamsql::jdbc {

// Not bytes but the server's collation decides which rows a key matches ('a' finds 'A'), and one
// row may answer two keys of a question. So each key travels with its ordinal, and each row comes
// back with the ordinal of the key that it answers.
enum class QuestionForm : std::uint8_t {
  // SELECT k.o, t.c FROM (SELECT 0 AS o, ? AS k0 UNION ALL SELECT 1, ? …) k
  // STRAIGHT_JOIN t ON t.id = k.k0. MariaDB 10.11 looks each key up in the index, whatever the
  // collation of the column: 0.53 M keys/s of text over two connections, against 0.59 M for an
  // IN list, which cannot tell the keys apart.
  DerivedTable,
  // SELECT 0, t.c FROM t WHERE t.id = ? UNION ALL SELECT 1, … A third slower, but for MySQL, where
  // a derived column has a collation of its own that may not be comparable.
  UnionAll,
};

struct LookupQuery {
  std::string table;  // in the database
  SchemaPtr schema;
  LookupRequest request;

  Schema found() const;  // the request's columns
  // For `count` keys. Field 0 of the result is the ordinal, the request's columns follow.
  std::string sql(QuestionForm form, std::size_t count) const;
  // Parameters of key `ordinal` begin here; one per key column follows.
  std::size_t key_parameter(QuestionForm form, std::size_t ordinal) const;
  void bind_predicates(mysql::Statement& statement, QuestionForm form, std::size_t count) const;
};

}  // namespace streamsql::jdbc
