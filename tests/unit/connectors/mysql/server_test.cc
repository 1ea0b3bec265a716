#include <doctest/doctest.h>
#include <vector>

#include "connectors/mysql/quoting.h"
#include "connectors/mysql/server_error.h"
#include "connectors/mysql/server_type.h"

namespace streamsql::mysql {
namespace {

TEST_CASE("a backtick in a name is doubled") {
  CHECK(quote_identifier("order") == "`order`");
  CHECK(quote_identifier("a`b") == "`a``b`");
}

TEST_CASE("an error of the server says what failed, where, and what to do") {
  const ServerError error(1045, "Cannot connect to MySQL at h:3306/d", "Access denied for user");
  CHECK(error.code() == ErrorCode::AuthenticationFailed);
  CHECK(render(error) ==
        "error[E5002]: Cannot connect to MySQL at h:3306/d: Access denied for user (1045)\n"
        "hint: check 'username' and 'password', and that the user may connect from this host");
}

TEST_CASE("errors are told apart by what may cure them") {
  const auto of = [](unsigned number) { return ServerError(number, "", ""); };
  for (const unsigned lost : {2002, 2003, 2006, 2013, 1927}) {
    CHECK(of(lost).code() == ErrorCode::ExternalSystemUnavailable);
    CHECK(of(lost).lost_connection());
  }
  for (const unsigned conflict : {1205, 1213}) {
    CHECK(is_retryable(of(conflict).code()));
    CHECK_FALSE(of(conflict).lost_connection());
  }
  for (const unsigned data : {1062, 1406, 1264, 1366, 1048}) {
    CHECK(of(data).is_data_error());
    CHECK_FALSE(is_retryable(of(data).code()));
  }
  CHECK(of(1146).code() == ErrorCode::ExternalSystemRefused);
}

struct Case {
  enum_field_types type;
  unsigned long length;
  unsigned decimals, flags, charset;
  const char* expected;
};

TEST_CASE("the server's types become Flink's") {
  constexpr unsigned kText = 45, kBinary = 63;
  const std::vector<Case> cases = {
      {MYSQL_TYPE_TINY, 1, 0, 0, kBinary, "BOOLEAN"},
      {MYSQL_TYPE_TINY, 4, 0, 0, kBinary, "TINYINT"},
      {MYSQL_TYPE_TINY, 3, 0, UNSIGNED_FLAG, kBinary, "SMALLINT"},
      {MYSQL_TYPE_SHORT, 6, 0, 0, kBinary, "SMALLINT"},
      {MYSQL_TYPE_SHORT, 5, 0, UNSIGNED_FLAG, kBinary, "INT"},
      {MYSQL_TYPE_INT24, 8, 0, UNSIGNED_FLAG, kBinary, "INT"},
      {MYSQL_TYPE_LONG, 11, 0, 0, kBinary, "INT"},
      {MYSQL_TYPE_LONG, 10, 0, UNSIGNED_FLAG, kBinary, "BIGINT"},
      {MYSQL_TYPE_LONGLONG, 20, 0, 0, kBinary, "BIGINT"},
      {MYSQL_TYPE_LONGLONG, 20, 0, UNSIGNED_FLAG, kBinary, "DECIMAL(20, 0)"},
      {MYSQL_TYPE_FLOAT, 12, 31, 0, kBinary, "FLOAT"},
      {MYSQL_TYPE_DOUBLE, 22, 31, 0, kBinary, "DOUBLE"},
      {MYSQL_TYPE_NEWDECIMAL, 12, 2, 0, kBinary, "DECIMAL(10, 2)"},
      {MYSQL_TYPE_NEWDECIMAL, 10, 0, UNSIGNED_FLAG, kBinary, "DECIMAL(10, 0)"},
      {MYSQL_TYPE_DATE, 10, 0, 0, kBinary, "DATE"},
      {MYSQL_TYPE_TIME, 14, 3, 0, kBinary, "TIME(3)"},
      {MYSQL_TYPE_DATETIME, 19, 0, 0, kBinary, "TIMESTAMP(0)"},
      {MYSQL_TYPE_TIMESTAMP, 26, 6, 0, kBinary, "TIMESTAMP(6)"},
      {MYSQL_TYPE_BIT, 1, 0, 0, kBinary, "BOOLEAN"},
      {MYSQL_TYPE_VAR_STRING, 80, 0, 0, kText, "STRING"},
      {MYSQL_TYPE_BLOB, 80, 0, 0, kText, "STRING"},
      {MYSQL_TYPE_BLOB, 80, 0, 0, kBinary, "BYTES"},
      {MYSQL_TYPE_STRING, 8, 0, 0, kBinary, "BYTES"},
  };
  for (const auto& test : cases) {
    MYSQL_FIELD field{};
    field.type = test.type;
    field.length = test.length;
    field.decimals = test.decimals;
    field.flags = test.flags;
    field.charsetnr = test.charset;
    const auto type = flink_type(field);
    REQUIRE(type.has_value());
    CHECK(type->to_sql() == test.expected);
  }
  MYSQL_FIELD geometry{};
  geometry.type = MYSQL_TYPE_GEOMETRY;
  CHECK_FALSE(flink_type(geometry).has_value());
}

}  // namespace
}  // namespace streamsql::mysql
