// Broken texts never crash the parser, and every error has a place inside the text.
#include <cctype>
#include <doctest/doctest.h>
#include <string>
#include <vector>

#include "engine/base/error.h"
#include "engine/sql/parser.h"
#include "engine/sql/statement_splitter.h"
#include "tests/unit/engine/sql/examples.h"

using namespace streamsql;

namespace {

// Where words and signs begin.
std::vector<std::size_t> cuts(const std::string& sql) {
  std::vector<std::size_t> out;
  const auto is_word = [](char c) {
    return std::isalnum(static_cast<unsigned char>(c)) || c == '_';
  };
  for (std::size_t i = 1; i < sql.size(); ++i) {
    if (sql[i] != ' ' && !(is_word(sql[i]) && is_word(sql[i - 1]))) out.push_back(i);
  }
  return out;
}

void check_survives(const std::string& sql) {
  const auto text = make_source_text("test.sql", sql);
  CAPTURE(sql);
  try {
    parse(text);
  } catch (const Error& error) {
    REQUIRE(error.span());
    CHECK(error.span()->begin <= error.span()->end);
    CHECK(error.span()->end <= sql.size());
    CHECK_FALSE(error.message().empty());
    CHECK_FALSE(render(error).empty());
  }
  StatementSplitter splitter(sql);
  while (const auto piece = splitter.next()) CHECK(piece->end <= sql.size());
}

// Breaks each example at every `stride`-th place: finding out what was expected takes milliseconds.
template <std::size_t N>
void check_broken(const char* const (&examples)[N], const std::string& prefix, std::size_t stride) {
  std::size_t first = 0;
  for (const auto* example : examples) {
    const std::string sql = prefix + example;
    const auto places = cuts(sql);
    for (std::size_t i = first++ % stride; i < places.size(); i += stride) {
      const auto end = i + 1 < places.size() ? places[i + 1] : sql.size();
      check_survives(sql.substr(0, places[i]));
      check_survives(sql.substr(0, places[i]) + sql.substr(end));
    }
  }
}

std::string repeated(const std::string& piece, int count) {
  std::string out;
  for (int i = 0; i < count; ++i) out += piece;
  return out;
}

ErrorCode code_of(const std::string& sql) {
  try {
    parse(make_source_text("test.sql", sql));
  } catch (const Error& error) {
    return error.code();
  }
  return ErrorCode::Internal;
}

}  // namespace

TEST_CASE("truncated queries, and queries that lack a token") {
  check_broken(kQueryExamples, "", 3);
}
TEST_CASE("truncated statements, and statements that lack a token") {
  check_broken(kStatementExamples, "", 2);
}
TEST_CASE("truncated expressions, and expressions that lack a token") {
  check_broken(kExpressionExamples, "SELECT ", 4);
}

TEST_CASE("deep nesting is refused, not followed") {
  const int deep = 100000;
  CHECK(code_of("SELECT " + repeated("(", deep)) == ErrorCode::TextTooLarge);
  CHECK(code_of("SELECT " + repeated("f(", deep)) == ErrorCode::TextTooLarge);
  CHECK(code_of("SELECT " + repeated("CASE WHEN ", deep)) == ErrorCode::TextTooLarge);
  CHECK(code_of("SELECT " + repeated("a[", deep)) == ErrorCode::TextTooLarge);
  CHECK(code_of("SELECT CAST(a AS " + repeated("ARRAY<", deep)) == ErrorCode::TextTooLarge);
  CHECK(code_of(repeated("EXPLAIN STATEMENT SET BEGIN ", deep)) == ErrorCode::TextTooLarge);
}

TEST_CASE("long chains that lean to one side are refused") {
  CHECK(code_of("SELECT " + repeated("NOT ", 5000) + "a") == ErrorCode::TextTooLarge);
  CHECK(code_of("SELECT " + repeated("- ", 5000) + "a") == ErrorCode::TextTooLarge);
  CHECK(code_of("SELECT a" + repeated(" + a", 5000)) == ErrorCode::TextTooLarge);
  CHECK(code_of("SELECT a" + repeated(" || a", 5000)) == ErrorCode::TextTooLarge);
  CHECK(code_of("SELECT a" + repeated(" IS NULL", 5000)) == ErrorCode::TextTooLarge);
  CHECK(code_of("SELECT a" + repeated("[1]", 5000)) == ErrorCode::TextTooLarge);
  CHECK(code_of("SELECT a" + repeated(".b", 5000)) == ErrorCode::TextTooLarge);
  CHECK(code_of("SELECT 1" + repeated(" UNION ALL SELECT 1", 5000)) == ErrorCode::TextTooLarge);
  CHECK(code_of("SELECT * FROM t" + repeated(" CROSS JOIN t", 5000)) == ErrorCode::TextTooLarge);
  CHECK(code_of("SELECT * FROM t" + repeated(", t", 5000)) == ErrorCode::TextTooLarge);
}

TEST_CASE("the nesting that is allowed fits on the stack") {
  CHECK_NOTHROW(parse(
      make_source_text("test.sql", "SELECT " + repeated("(", 199) + "a" + repeated(")", 199))));
  CHECK_NOTHROW(parse(make_source_text(
      "test.sql", "SELECT * FROM " + repeated("(SELECT * FROM ", 199) + "t" + repeated(")", 199))));
}

TEST_CASE("bytes that are no UTF-8 are reported at their place") {
  const auto text = make_source_text("test.sql", "SELECT '\xFF' FROM t");
  try {
    parse(text);
    FAIL("no error");
  } catch (const Error& error) {
    CHECK(error.code() == ErrorCode::SyntaxError);
    CHECK(error.message() == "The text is not valid UTF-8");
  }
}
