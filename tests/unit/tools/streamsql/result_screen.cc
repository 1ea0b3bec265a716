#include "tools/streamsql/result_screen.h"

#include <doctest/doctest.h>

namespace streamsql {
namespace {

using Mode = ResultRows::Mode;

TEST_CASE("in the mode table, a change takes the row away that it replaces") {
  ResultRows rows(Mode::Table, 100);
  rows.add({{"+I", "a", "1"}, {"+I", "b", "1"}, {"-U", "a", "1"}, {"+U", "a", "2"}});
  CHECK(rows.rows() == std::vector<Cells>{{"b", "1"}, {"a", "2"}});
  rows.add({{"-D", "b", "1"}});
  CHECK(rows.rows() == std::vector<Cells>{{"a", "2"}});
  CHECK(rows.received() == 5);
}

TEST_CASE("in the mode changelog, only the latest changes are kept") {
  ResultRows rows(Mode::Changelog, 2);
  rows.add({{"+I", "1"}, {"-U", "1"}, {"+U", "2"}});
  CHECK(rows.rows() == std::vector<Cells>{{"-U", "1"}, {"+U", "2"}});
}

TEST_CASE("a picture has as many lines as the terminal and none is wider") {
  ResultRows rows(Mode::Table, 100);
  for (int i = 0; i < 50; ++i) rows.add({{"+I", std::to_string(i)}});
  const auto frame = Tableau::of_types(Schema{{{"n", DataType::integer()}}, {}}, 30, false);
  const auto picture = screen_picture(rows, frame, {"t", 10, {12, 10}});
  std::size_t lines = 1;
  for (std::size_t i = 0; i + 1 < picture.size(); ++i) lines += picture[i] == '\n';
  CHECK(lines == 10);
  CHECK(picture.find("10 |") == std::string::npos);  // cut at 12 columns
  CHECK(picture.find("|          1") != std::string::npos);
}

}  // namespace
}  // namespace streamsql
