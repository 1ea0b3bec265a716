// Types as written, and what Flink prints for them.
#include <doctest/doctest.h>
#include <utility>

#include "engine/base/error.h"
#include "engine/sql/parser.h"

using namespace streamsql;

TEST_CASE("types take Flink's default lengths and precisions") {
  const std::pair<const char*, const char*> examples[] = {
      {"boolean", "BOOLEAN"},
      {"integer", "INT"},
      {"FLOAT", "FLOAT"},
      {"REAL", "FLOAT"},
      {"DOUBLE PRECISION", "DOUBLE"},
      {"DECIMAL", "DECIMAL(10, 0)"},
      {"DEC(5)", "DECIMAL(5, 0)"},
      {"NUMERIC(38, 38)", "DECIMAL(38, 38)"},
      {"CHAR", "CHAR(1)"},
      {"CHARACTER VARYING(7)", "VARCHAR(7)"},
      {"VARCHAR", "STRING"},
      {"VARCHAR(2147483647)", "STRING"},
      {"BINARY VARYING(3)", "VARBINARY(3)"},
      {"BYTES", "BYTES"},
      {"TIME", "TIME(0)"},
      {"TIMESTAMP", "TIMESTAMP(6)"},
      {"TIMESTAMP(3) WITHOUT TIME ZONE", "TIMESTAMP(3)"},
      {"TIMESTAMP(9) WITH LOCAL TIME ZONE", "TIMESTAMP_LTZ(9)"},
      {"TIMESTAMP_LTZ", "TIMESTAMP_LTZ(6)"},
      {"INTERVAL YEAR", "INTERVAL YEAR TO MONTH"},
      {"INTERVAL DAY(3) TO SECOND(6)", "INTERVAL DAY TO SECOND(3)"},
      {"ARRAY<ARRAY<INT NOT NULL>>", "ARRAY<ARRAY<INT NOT NULL>>"},
      {"INT NOT NULL ARRAY NOT NULL", "ARRAY<INT NOT NULL> NOT NULL"},
      {"INT MULTISET ARRAY", "ARRAY<MULTISET<INT>>"},
      {"MAP<STRING, BIGINT>", "MAP<STRING, BIGINT>"},
      {"ROW<a INT 'it''s', `b c` ROW(d DATE)>", "ROW<`a` INT 'it's', `b c` ROW<`d` DATE>>"},
      {"ROW<>", "ROW<>"},
      {"INT NULL", "INT"}};
  for (const auto& [sql, printed] : examples) {
    CAPTURE(sql);
    CHECK(parse_type(sql).to_sql() == printed);
  }
}

TEST_CASE("a type that streamsql does not have is named") {
  const auto message = [](const char* sql) {
    try {
      parse_type(sql);
    } catch (const Error& error) {
      return to_string(error.code()) + " " + error.message();
    }
    return std::string("no error");
  };
  CHECK(message("VARIANT") == "E1002 Type VARIANT is not supported");
  CHECK(message("RAW('a', 'b')") == "E1002 Type RAW('a', 'b') is not supported");
  CHECK(message("c.d.my_type") == "E1002 Type c.d.my_type is not supported");
  CHECK(message("STRUCTURED<'c', a INT>") == "E1002 Type STRUCTURED<'c', a INT> is not supported");
  CHECK(message("INT INT") ==
        "E1001 Expected the end, 'ARRAY', 'MULTISET', 'NOT' or 'NULL' but found 'INT'");
  CHECK(message("DECIMAL(5, 6)") == "E2007 The scale of DECIMAL(5, …) must be between 0 and 5");
}
