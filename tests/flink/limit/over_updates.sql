-- A row that leaves makes room for the next; with an offset, places move up.
CREATE TABLE t (id INT, tags ARRAY<STRING>, m MAP<STRING, INT>, `rows` ARRAY<ROW<p INT, q STRING>>, nest ARRAY<ARRAY<INT>>, k INT, v INT) WITH (
  'connector' = 'filesystem', 'path' = '${DIR}/people.json', 'format' = 'json');
SELECT 'limit 2', k, SUM(v) AS s FROM t GROUP BY k LIMIT 2;
SELECT 'limit 1', k, SUM(v) AS s FROM t GROUP BY k LIMIT 1;
SELECT 'offset', k, SUM(v) AS s FROM t GROUP BY k LIMIT 1 OFFSET 1;
SELECT 'more', k, SUM(v) AS s FROM t GROUP BY k LIMIT 10;
SELECT 'half pairs', s FROM (SELECT k, SUM(v) AS s FROM t GROUP BY k) WHERE s <> 30 LIMIT 2;
