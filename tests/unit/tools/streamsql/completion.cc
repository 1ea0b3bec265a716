#include "tools/streamsql/completion.h"

#include <algorithm>
#include <doctest/doctest.h>

namespace streamsql {
namespace {

CompletionWords words() {
  CompletionWords out;
  out.keywords = {"CREATE", "FROM", "INSERT", "INTO", "SELECT", "SET", "TABLE", "WHERE"};
  out.functions = {"UPPER", "UUID"};
  out.tables = {{"orders", {"id", "amount", "order"}}, {"users", {"id", "name"}}};
  out.settings = {{"table.dml-sync", {"true", "false"}}, {"table.local-time-zone", {}}};
  out.connectors = {{"kafka", {{"topic", {}}, {"format", {"csv", "json"}}, {"properties.*", {}}}},
                    {"jdbc", {{"url", {}}}}};
  return out;
}

std::vector<std::string> candidates(std::string_view text) {
  return complete(text, words()).candidates;
}

bool offers(std::string_view text, std::string_view candidate) {
  const auto all = candidates(text);
  return std::find(all.begin(), all.end(), candidate) != all.end();
}

using Texts = std::vector<std::string>;

TEST_CASE("a keyword is completed in the case it is typed in") {
  CHECK(candidates("SEL") == Texts{"SELECT"});
  CHECK(candidates("sel") == Texts{"select"});
  CHECK(complete("  sel", words()).begin == 2);
}

TEST_CASE("behind FROM stand tables") {
  CHECK(candidates("SELECT * FROM ") == Texts{"orders", "users"});
  CHECK(candidates("SELECT * FROM o") == Texts{"orders"});
  CHECK(candidates("insert into u") == Texts{"users"});
  CHECK(candidates("DESCRIBE u") == Texts{"users"});
}

TEST_CASE("columns of the tables that the statement mentions are offered") {
  CHECK(offers("SELECT id FROM orders WHERE am", "amount"));
  CHECK_FALSE(offers("SELECT id FROM users WHERE am", "amount"));
}

TEST_CASE("behind an alias and a dot stand its columns") {
  CHECK(candidates("SELECT * FROM users AS u WHERE u.") == Texts{"id", "name"});
  CHECK(candidates("SELECT * FROM users u WHERE u.n") == Texts{"name"});
  CHECK(candidates("SELECT * FROM users u WHERE x.").empty());
}

TEST_CASE("a reserved word as a column is offered in back-quotes") {
  CHECK(offers("SELECT * FROM orders WHERE ord", "`order`"));
}

TEST_CASE("functions are offered with their parenthesis") {
  CHECK(offers("SELECT up", "upper("));
  CHECK(offers("SELECT U", "UUID("));
}

TEST_CASE("behind SET and a quote stand settings, then their values") {
  CHECK(candidates("SET 'table.d") == Texts{"table.dml-sync' = '"});
  CHECK(candidates("SET 'table.dml-sync' = '") == Texts{"false'", "true'"});
  CHECK(candidates("SET 'table.local-time-zone' = '").empty());
}

TEST_CASE("WITH offers the options of the connector that it names") {
  const std::string with = "CREATE TABLE t (a INT) WITH (";
  CHECK(candidates(with + "'") == Texts{"connector' = '"});
  CHECK(candidates(with + "'connector' = '") == Texts{"jdbc'", "kafka'"});
  CHECK(candidates(with + "'connector' = 'kafka', '") ==
        Texts{"format' = '", "properties.", "topic' = '"});
  CHECK(candidates(with + "'connector' = 'kafka', 'format' = 'j") == Texts{"json'"});
}

TEST_CASE("no options are offered in a string that is no option") {
  CHECK(candidates("SELECT 't").empty());
  CHECK(candidates("CREATE TABLE t (a INT COMMENT 't").empty());
}

TEST_CASE("nothing is offered in a comment") {
  CHECK(candidates("SELECT 1 -- SEL").empty());
  CHECK(candidates("SELECT 1 /* SEL").empty());
}

TEST_CASE("what all candidates share is inserted, and no half of a character") {
  CHECK(common_beginning({"orders", "order_lines"}) == "order");
  CHECK(common_beginning({"aé", "aè"}) == "a");
  CHECK(common_beginning({"größe"}) == "größe");
  CHECK(common_beginning({}).empty());
}

}  // namespace
}  // namespace streamsql
