// Every form of query: what it unparses to, and that the text parses to the same again.
#include <doctest/doctest.h>

#include "engine/sql/parser.h"
#include "engine/sql/unparse.h"

using namespace streamsql;

namespace {

struct Example {
  const char* sql;
  const char* text;
};

constexpr Example kQueries[] = {
    {"SELECT 1", "SELECT 1"},
    {"SELECT a, b AS c, d e FROM t", "SELECT `a`, `b` AS `c`, `d` AS `e`\nFROM `t`"},
    {"SELECT DISTINCT a FROM t", "SELECT DISTINCT `a`\nFROM `t`"},
    {"SELECT ALL a FROM t WHERE a > 1 GROUP BY a HAVING COUNT(*) > 1",
     "SELECT ALL `a`\nFROM `t`\nWHERE `a` > 1\nGROUP BY `a`\nHAVING COUNT(*) > 1"},
    {"SELECT /*+ LOOKUP('table'='d', 'retry-predicate'='lookup_miss'), STATE_TTL('a'='1d') */ a "
     "FROM t",
     "SELECT /*+ `LOOKUP`('table' = 'd', 'retry-predicate' = 'lookup_miss'), `STATE_TTL`('a' = "
     "'1d') */ `a`\nFROM `t`"},
    {"SELECT /*+ BROADCAST(t1, t2) */ a FROM t",
     "SELECT /*+ `BROADCAST`('t1', 't2') */ `a`\nFROM `t`"},
    {"SELECT * FROM t /*+ OPTIONS('k'='v') */ AS x",
     "SELECT *\nFROM `t` /*+ `OPTIONS`('k' = 'v') */ AS `x`"},
    {"SELECT * FROM t /*+ OPTIONS('k'='v') */ FOR SYSTEM_TIME AS OF o.ts AS x",
     "SELECT *\nFROM `t` /*+ `OPTIONS`('k' = 'v') */ FOR SYSTEM_TIME AS OF `o`.`ts` AS `x`"},
    {"SELECT t.*, x FROM cat.db.t", "SELECT `t`.*, `x`\nFROM `cat`.`db`.`t`"},
    {"SELECT * FROM a, b, c", "SELECT *\nFROM `a`, `b`, `c`"},
    {"SELECT * FROM a, b JOIN c ON a.x = c.x",
     "SELECT *\nFROM `a`, `b`\nINNER JOIN `c` ON `a`.`x` = `c`.`x`"},
    {"SELECT * FROM a JOIN b ON a.x = b.x LEFT JOIN c USING (x, y) RIGHT OUTER JOIN d ON TRUE FULL "
     "JOIN e ON a.x = e.x CROSS JOIN f",
     "SELECT *\nFROM `a`\nINNER JOIN `b` ON `a`.`x` = `b`.`x`\nLEFT JOIN `c` USING (`x`, "
     "`y`)\nRIGHT JOIN `d` ON TRUE\nFULL JOIN `e` ON `a`.`x` = `e`.`x`\nCROSS JOIN `f`"},
    {"SELECT * FROM a NATURAL JOIN b", "SELECT *\nFROM `a`\nNATURAL INNER JOIN `b`"},
    {"SELECT * FROM a NATURAL LEFT JOIN b", "SELECT *\nFROM `a`\nNATURAL LEFT JOIN `b`"},
    {"SELECT * FROM (a JOIN b ON a.x = b.x) JOIN c ON a.x = c.x",
     "SELECT *\nFROM `a`\nINNER JOIN `b` ON `a`.`x` = `b`.`x`\nINNER JOIN `c` ON `a`.`x` = "
     "`c`.`x`"},
    {"SELECT * FROM a JOIN (b JOIN c ON b.x = c.x) ON a.x = c.x",
     "SELECT *\nFROM `a`\nINNER JOIN (`b`\nINNER JOIN `c` ON `b`.`x` = `c`.`x`) ON `a`.`x` = "
     "`c`.`x`"},
    {"SELECT * FROM (SELECT a FROM t) AS s (b)",
     "SELECT *\nFROM (SELECT `a`\nFROM `t`) AS `s` (`b`)"},
    {"SELECT * FROM (SELECT a FROM t)", "SELECT *\nFROM (SELECT `a`\nFROM `t`)"},
    {"SELECT * FROM (VALUES (1, 'a'), (2, 'b')) AS t (x, y)",
     "SELECT *\nFROM (VALUES (1, 'a'), (2, 'b')) AS `t` (`x`, `y`)"},
    {"SELECT * FROM ((SELECT 1) UNION (SELECT 2)) AS t",
     "SELECT *\nFROM (SELECT 1\nUNION\nSELECT 2) AS `t`"},
    {"SELECT * FROM LATERAL (SELECT a FROM t) AS s",
     "SELECT *\nFROM LATERAL (SELECT `a`\nFROM `t`) AS `s`"},
    {"SELECT * FROM t, LATERAL TABLE(f(t.a)) AS s(x, y)",
     "SELECT *\nFROM `t`, LATERAL TABLE(F(`t`.`a`)) AS `s` (`x`, `y`)"},
    {"SELECT * FROM t LEFT JOIN LATERAL TABLE(f(t.a)) AS s(x) ON TRUE",
     "SELECT *\nFROM `t`\nLEFT JOIN LATERAL TABLE(F(`t`.`a`)) AS `s` (`x`) ON TRUE"},
    {"SELECT * FROM t CROSS JOIN LATERAL f(t.a) AS s",
     "SELECT *\nFROM `t`\nCROSS JOIN LATERAL TABLE(F(`t`.`a`)) AS `s`"},
    {"SELECT * FROM t CROSS JOIN UNNEST(t.arr) AS u(x)",
     "SELECT *\nFROM `t`\nCROSS JOIN UNNEST(`t`.`arr`) AS `u` (`x`)"},
    {"SELECT * FROM t CROSS JOIN UNNEST(t.arr) WITH ORDINALITY AS u(x, i)",
     "SELECT *\nFROM `t`\nCROSS JOIN UNNEST(`t`.`arr`) WITH ORDINALITY AS `u` (`x`, `i`)"},
    {"SELECT * FROM TABLE(TUMBLE(TABLE t, DESCRIPTOR(ts), INTERVAL '1' HOUR))",
     "SELECT *\nFROM TABLE(TUMBLE(TABLE `t`, DESCRIPTOR(`ts`), INTERVAL '1' HOUR))"},
    {"SELECT * FROM TABLE(TUMBLE(DATA => TABLE t, TIMECOL => DESCRIPTOR(ts), SIZE => INTERVAL '10' "
     "MINUTES, `OFFSET` => INTERVAL '1' MINUTE)) AS w",
     "SELECT *\nFROM TABLE(TUMBLE(`DATA` => TABLE `t`, `TIMECOL` => DESCRIPTOR(`ts`), `SIZE` => "
     "INTERVAL '10' MINUTE, `OFFSET` => INTERVAL '1' MINUTE)) AS `w`"},
    {"SELECT * FROM TUMBLE(TABLE t, DESCRIPTOR(ts), INTERVAL '1' HOUR)",
     "SELECT *\nFROM TABLE(TUMBLE(TABLE `t`, DESCRIPTOR(`ts`), INTERVAL '1' HOUR))"},
    {"SELECT window_start, SUM(x) FROM TABLE(HOP(TABLE t, DESCRIPTOR(ts), INTERVAL '5' MINUTES, "
     "INTERVAL '10' MINUTES)) GROUP BY window_start, window_end",
     "SELECT `window_start`, SUM(`x`)\nFROM TABLE(HOP(TABLE `t`, DESCRIPTOR(`ts`), INTERVAL '5' "
     "MINUTE, INTERVAL '10' MINUTE))\nGROUP BY `window_start`, `window_end`"},
    {"SELECT * FROM t TABLESAMPLE BERNOULLI(10) REPEATABLE(1)",
     "SELECT *\nFROM `t` TABLESAMPLE BERNOULLI(10) REPEATABLE(1)"},
    {"SELECT * FROM t AS x TABLESAMPLE SYSTEM(10)",
     "SELECT *\nFROM `t` AS `x` TABLESAMPLE SYSTEM(10)"},
    {"SELECT a FROM t GROUP BY a, b", "SELECT `a`\nFROM `t`\nGROUP BY `a`, `b`"},
    {"SELECT a FROM t GROUP BY ()", "SELECT `a`\nFROM `t`\nGROUP BY ()"},
    {"SELECT a FROM t GROUP BY GROUPING SETS ((a, b), (a), ())",
     "SELECT `a`\nFROM `t`\nGROUP BY GROUPING SETS ((`a`, `b`), `a`, ())"},
    {"SELECT a FROM t GROUP BY ROLLUP (a, (b, c))",
     "SELECT `a`\nFROM `t`\nGROUP BY ROLLUP(`a`, (`b`, `c`))"},
    {"SELECT a FROM t GROUP BY CUBE (a, b), c",
     "SELECT `a`\nFROM `t`\nGROUP BY CUBE(`a`, `b`), `c`"},
    {"SELECT a, GROUPING(a) FROM t GROUP BY DISTINCT ROLLUP (a, b)",
     "SELECT `a`, GROUPING(`a`)\nFROM `t`\nGROUP BY DISTINCT ROLLUP(`a`, `b`)"},
    {"SELECT TUMBLE_START(ts, INTERVAL '1' HOUR) FROM t GROUP BY TUMBLE(ts, INTERVAL '1' HOUR)",
     "SELECT TUMBLE_START(`ts`, INTERVAL '1' HOUR)\nFROM `t`\nGROUP BY TUMBLE(`ts`, INTERVAL '1' "
     "HOUR)"},
    {"SELECT SUM(a) OVER w FROM t WINDOW w AS (PARTITION BY b ORDER BY c), v AS (w)",
     "SELECT SUM(`a`) OVER `w`\nFROM `t`\nWINDOW `w` AS (PARTITION BY `b` ORDER BY `c`), `v` AS "
     "(`w`)"},
    {"SELECT a FROM t QUALIFY ROW_NUMBER() OVER (PARTITION BY a ORDER BY b) = 1",
     "SELECT `a`\nFROM `t`\nQUALIFY ROW_NUMBER() OVER (PARTITION BY `a` ORDER BY `b`) = 1"},
    {"SELECT a FROM t UNION SELECT b FROM u", "SELECT `a`\nFROM `t`\nUNION\nSELECT `b`\nFROM `u`"},
    {"SELECT a FROM t UNION ALL SELECT b FROM u INTERSECT SELECT c FROM v",
     "SELECT `a`\nFROM `t`\nUNION ALL\nSELECT `b`\nFROM `u`\nINTERSECT\nSELECT `c`\nFROM `v`"},
    {"(SELECT a FROM t UNION ALL SELECT b FROM u) INTERSECT ALL SELECT c FROM v",
     "(SELECT `a`\nFROM `t`\nUNION ALL\nSELECT `b`\nFROM `u`)\nINTERSECT ALL\nSELECT `c`\nFROM "
     "`v`"},
    {"SELECT a FROM t EXCEPT SELECT b FROM u EXCEPT ALL SELECT c FROM v",
     "SELECT `a`\nFROM `t`\nEXCEPT\nSELECT `b`\nFROM `u`\nEXCEPT ALL\nSELECT `c`\nFROM `v`"},
    {"SELECT a FROM t EXCEPT (SELECT b FROM u EXCEPT SELECT c FROM v)",
     "SELECT `a`\nFROM `t`\nEXCEPT\n(SELECT `b`\nFROM `u`\nEXCEPT\nSELECT `c`\nFROM `v`)"},
    {"(SELECT a FROM t ORDER BY a LIMIT 3) UNION ALL (SELECT b FROM u)",
     "(SELECT `a`\nFROM `t`\nORDER BY `a`\nFETCH NEXT 3 ROWS ONLY)\nUNION ALL\nSELECT `b`\nFROM "
     "`u`"},
    {"SELECT a FROM t ORDER BY a DESC NULLS LAST, b NULLS FIRST LIMIT 10 OFFSET 5",
     "SELECT `a`\nFROM `t`\nORDER BY `a` DESC NULLS LAST, `b` NULLS FIRST\nOFFSET 5 ROWS\nFETCH "
     "NEXT 10 ROWS ONLY"},
    {"SELECT a FROM t ORDER BY 1 OFFSET 5 ROWS FETCH NEXT 3 ROWS ONLY",
     "SELECT `a`\nFROM `t`\nORDER BY 1\nOFFSET 5 ROWS\nFETCH NEXT 3 ROWS ONLY"},
    {"SELECT a FROM t FETCH FIRST 1 ROW ONLY", "SELECT `a`\nFROM `t`\nFETCH NEXT 1 ROWS ONLY"},
    {"SELECT a FROM t LIMIT ALL", "SELECT `a`\nFROM `t`"},
    {"(SELECT a FROM t LIMIT 3) ORDER BY a",
     "SELECT *\nFROM (SELECT `a`\nFROM `t`\nFETCH NEXT 3 ROWS ONLY)\nORDER BY `a`"},
    {"VALUES (1, 'a'), (2, 'b')", "VALUES (1, 'a'), (2, 'b')"},
    {"VALUES 1, 2", "VALUES 1, 2"},
    {"TABLE t", "TABLE `t`"},
    {"WITH x AS (SELECT 1), y (a, b) AS (SELECT 1, 2) SELECT * FROM x, y",
     "WITH `x` AS (SELECT 1), `y` (`a`, `b`) AS (SELECT 1, 2)\nSELECT *\nFROM `x`, `y`"},
    {"WITH x AS (SELECT 1) SELECT * FROM x UNION SELECT 2",
     "WITH `x` AS (SELECT 1)\nSELECT *\nFROM `x`\nUNION\nSELECT 2"},
    {"SELECT * FROM t MATCH_RECOGNIZE (PARTITION BY k ORDER BY ts MEASURES A.ts AS s, LAST(B.ts) "
     "AS e ONE ROW PER MATCH AFTER MATCH SKIP PAST LAST ROW PATTERN (A B+? C{2,5} D{3,}? E{,4} F? "
     "G*) WITHIN INTERVAL '1' HOUR DEFINE A AS A.x > 1, B AS B.x > A.x) AS m",
     "SELECT *\nFROM `t` MATCH_RECOGNIZE(\nPARTITION BY `k`\nORDER BY `ts`\nMEASURES `A`.`ts` AS "
     "`s`, LAST(`B`.`ts`) AS `e`\nONE ROW PER MATCH\nAFTER MATCH SKIP PAST LAST ROW\nPATTERN (`A` "
     "`B`+? `C`{2, 5} `D`{3,}? `E`{0, 4} `F`? `G`*)\nWITHIN INTERVAL '1' HOUR\nDEFINE `A` AS "
     "`A`.`x` > 1, `B` AS `B`.`x` > `A`.`x`) AS `m`"},
    {"SELECT * FROM t MATCH_RECOGNIZE (ORDER BY ts MEASURES A.x AS x ALL ROWS PER MATCH AFTER "
     "MATCH SKIP TO LAST A PATTERN (^ (A | B) PERMUTE(A, B) {- C -} (A B)+) SUBSET U = (A, B) "
     "DEFINE A AS TRUE)",
     "SELECT *\nFROM `t` MATCH_RECOGNIZE(\nORDER BY `ts`\nMEASURES `A`.`x` AS `x`\nALL ROWS PER "
     "MATCH\nAFTER MATCH SKIP TO LAST `A`\nPATTERN (^ (`A` | `B`) PERMUTE(`A`, `B`) {- `C` -} (`A` "
     "`B`)+)\nSUBSET `U` = (`A`, `B`)\nDEFINE `A` AS TRUE)"},
    {"SELECT * FROM t MATCH_RECOGNIZE (ORDER BY ts MEASURES FINAL LAST(A.x) AS x AFTER MATCH SKIP "
     "TO NEXT ROW PATTERN (A) DEFINE A AS TRUE)",
     "SELECT *\nFROM `t` MATCH_RECOGNIZE(\nORDER BY `ts`\nMEASURES FINAL LAST(`A`.`x`) AS `x`\nONE "
     "ROW PER MATCH\nAFTER MATCH SKIP TO NEXT ROW\nPATTERN (`A`)\nDEFINE `A` AS TRUE)"},
};

SourceTextPtr source(std::string text) { return make_source_text("test.sql", std::move(text)); }

}  // namespace

TEST_CASE("queries unparse to text that parses to the same") {
  for (const auto& example : kQueries) {
    CAPTURE(example.sql);
    const auto text = unparse(*parse_query(source(example.sql)));
    CHECK(text == example.text);
    CHECK(unparse(*parse_query(source(text))) == text);
  }
}
