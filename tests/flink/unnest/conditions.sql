-- Conditions: of the join, and behind it.
CREATE TABLE t (id INT, tags ARRAY<STRING>, m MAP<STRING, INT>, `rows` ARRAY<ROW<p INT, q STRING>>, nest ARRAY<ARRAY<INT>>, k INT, v INT) WITH (
  'connector' = 'filesystem', 'path' = '${DIR}/people.json', 'format' = 'json');
SELECT 'inner', id, a FROM t JOIN UNNEST(tags) AS x(a) ON a = 'a';
SELECT 'left', id, a FROM t LEFT JOIN UNNEST(tags) AS x(a) ON a = 'a';
SELECT 'where', id, a FROM t CROSS JOIN UNNEST(tags) AS x(a) WHERE a = 'a' AND id < 4;
SELECT 'left where', id, a FROM t LEFT JOIN UNNEST(tags) AS x(a) ON TRUE WHERE a IS NULL;
