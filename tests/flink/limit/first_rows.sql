-- LIMIT, OFFSET and FETCH without ORDER BY: the rows that come first.
CREATE TABLE t (id INT, tags ARRAY<STRING>, m MAP<STRING, INT>, `rows` ARRAY<ROW<p INT, q STRING>>, nest ARRAY<ARRAY<INT>>, k INT, v INT) WITH (
  'connector' = 'filesystem', 'path' = '${DIR}/people.json', 'format' = 'json');
SELECT 'limit', id FROM t LIMIT 2;
SELECT 'offset', id FROM t LIMIT 2 OFFSET 1;
SELECT 'fetch', id FROM t OFFSET 1 ROWS FETCH FIRST 2 ROWS ONLY;
SELECT 'next', id FROM t FETCH NEXT 2 ROWS ONLY;
SELECT 'none', id FROM t LIMIT 0;
SELECT 'more', id FROM t LIMIT 100 OFFSET 3;
SELECT 'all', id FROM t LIMIT ALL;
SELECT 'filtered', id FROM (SELECT id FROM t LIMIT 3) WHERE id > 2;
VALUES ('values', 1), ('values', 2), ('values', 3) LIMIT 2;
