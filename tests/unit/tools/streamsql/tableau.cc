#include "tools/streamsql/tableau.h"

#include <doctest/doctest.h>

using namespace streamsql;

TEST_CASE("a streaming result has widths from its types") {
  const Schema schema{{{"id", DataType::integer()},
                       {"cnt", DataType::bigint()},
                       {"max_ts", DataType::timestamp(9)}}};
  const auto tableau = Tableau::of_types(schema, 30, true);
  CHECK(tableau.header() ==
        "+----+-------------+----------------------+-------------------------------+\n"
        "| op |          id |                  cnt |                        max_ts |\n"
        "+----+-------------+----------------------+-------------------------------+\n");
  CHECK(tableau.row({"+I", "1", "1", "2021-04-13 20:12:11.123456789"}) ==
        "| +I |           1 |                    1 | 2021-04-13 20:12:11.123456789 |\n");
  CHECK(tableau.row({"-U", std::nullopt, "1", "x"}) ==
        "| -U |      <NULL> |                    1 |                             x |\n");
}

TEST_CASE("narrow types leave room for NULL and for their names") {
  const Schema schema{{{"b", DataType::boolean()},
                       {"a_long_name", DataType(TypeKind::TinyInt)},
                       {"d", DataType::decimal(10, 2)}}};
  CHECK(Tableau::of_types(schema, 30, false).border() ==
        "+--------+-------------+--------------+\n");
}

TEST_CASE("a too long value is cut at the maximum width") {
  const Schema schema{{{"s", DataType::string()}}};
  const auto tableau = Tableau::of_types(schema, 10, false);
  CHECK(tableau.row({"0123456789"}) == "| 0123456789 |\n");
  CHECK(tableau.row({"0123456789a"}) == "| 0123456... |\n");
}

TEST_CASE("wide characters take two columns, also where they are cut") {
  const Schema schema{{{"s", DataType::string()}}};
  const auto tableau = Tableau::of_types(schema, 10, false);
  CHECK(tableau.row({"这是中文"}) == "|   这是中文 |\n");
  CHECK(tableau.row({"这是一段中文"}) == "|  这是一... |\n");
  CHECK(tableau_width("ä") == 1);
  CHECK(tableau_width("这") == 2);
  CHECK(tableau_width("😀") == 3);
}

TEST_CASE("a whole result has widths from its values and says how many rows it has") {
  CHECK(whole_tableau({"table name"}, {{"orders"}, {"t"}}, 30) ==
        "+------------+\n"
        "| table name |\n"
        "+------------+\n"
        "|     orders |\n"
        "|          t |\n"
        "+------------+\n"
        "2 rows in set\n");
  CHECK(whole_tableau({"a"}, {{"1"}}, 30).ends_with("1 row in set\n"));
  CHECK(whole_tableau({"a"}, {}, 30) == "Empty set\n");
}

TEST_CASE("NULL is a word in results and blank in SHOW") {
  CHECK(whole_tableau({"a"}, {{std::nullopt}}, 30).find("| <NULL> |") != std::string::npos);
  CHECK(whole_tableau({"a"}, {{std::nullopt}}, 30, NullText::Empty).find("|   |") !=
        std::string::npos);
}
