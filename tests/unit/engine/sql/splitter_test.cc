#include <doctest/doctest.h>
#include <string>
#include <vector>

#include "engine/sql/statement_splitter.h"

using namespace streamsql;

namespace {

struct Split {
  std::vector<std::string> pieces;
  SplitState state;
  std::string rest;
};

Split split(const std::string& text) {
  Split out;
  StatementSplitter splitter(text);
  while (const auto piece = splitter.next()) {
    out.pieces.push_back(text.substr(piece->begin, piece->end - piece->begin));
  }
  out.state = splitter.state();
  out.rest = text.substr(splitter.rest());
  return out;
}

using Pieces = std::vector<std::string>;

}  // namespace

TEST_CASE("statements end with their semicolon") {
  const auto out = split(" SELECT 1 ;; -- x;y\n SELECT 2;\nSELECT 3");
  CHECK(out.pieces == Pieces{"SELECT 1 ;", "SELECT 2;"});
  CHECK(out.state == SplitState::Statement);
  CHECK(out.rest == "SELECT 3");
}

TEST_CASE("semicolons in quotes, comments and hints do not count") {
  CHECK(split("SELECT ';', `;`, 'it'';s' /* ; */ /*+ a(';') */ -- ;\n;").pieces.size() == 1);
  CHECK(split("SELECT 1 // ;\n;").pieces.size() == 1);
  CHECK(split("SELECT 1 -- ;\r;").pieces.size() == 1);
}

TEST_CASE("the splitter knows what is open at the end") {
  CHECK(split("").state == SplitState::Empty);
  CHECK(split(" ; -- x").state == SplitState::Empty);
  CHECK(split("SELECT 1; /* x */ ").state == SplitState::Empty);
  CHECK(split("SELECT 'a;").state == SplitState::String);
  CHECK(split("SELECT `a;").state == SplitState::Identifier);
  CHECK(split("SELECT /* a;").state == SplitState::Comment);
  CHECK(split("SELECT /*+ a;").state == SplitState::Comment);
  CHECK(split("EXECUTE STATEMENT SET BEGIN INSERT INTO a SELECT 1;").state ==
        SplitState::StatementSet);
}

TEST_CASE("a statement set is one piece up to END") {
  const std::string set =
      "execute statement set begin\nINSERT INTO a SELECT CASE WHEN b THEN 1 END FROM s;\n"
      "INSERT INTO b SELECT 2;\nend;";
  CHECK(split(set + " SELECT 1;").pieces == Pieces{set, "SELECT 1;"});
  CHECK(split("EXPLAIN STATEMENT SET BEGIN INSERT INTO a SELECT 1; END;").pieces.size() == 1);
}

TEST_CASE("BEGIN STATEMENT SET is a piece of its own") {
  CHECK(split("BEGIN STATEMENT SET; INSERT INTO a SELECT 1; END;").pieces.size() == 3);
}
