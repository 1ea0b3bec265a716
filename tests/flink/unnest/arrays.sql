-- The elements of an array as rows; NULL elements count, NULL and empty arrays give none.
CREATE TABLE t (id INT, tags ARRAY<STRING>, m MAP<STRING, INT>, `rows` ARRAY<ROW<p INT, q STRING>>, nest ARRAY<ARRAY<INT>>, k INT, v INT) WITH (
  'connector' = 'filesystem', 'path' = '${DIR}/people.json', 'format' = 'json');
SELECT 'cross', id, tag FROM t CROSS JOIN UNNEST(tags) AS x(tag);
SELECT 'comma', id, tag FROM t, UNNEST(tags) AS x(tag);
SELECT 'left', id, tag FROM t LEFT JOIN UNNEST(tags) AS x(tag) ON TRUE;
SELECT 'alias', id, tag FROM t CROSS JOIN UNNEST(tags) AS tag;
SELECT 'star', id, x.* FROM t CROSS JOIN UNNEST(t.tags) AS x;
SELECT 'nested', id, a, b FROM t CROSS JOIN UNNEST(nest) AS x(a) CROSS JOIN UNNEST(a) AS y(b);
SELECT 'computed', id, a FROM t CROSS JOIN UNNEST(ARRAY[id, k]) AS x(a);
SELECT 'alone', a FROM UNNEST(ARRAY[3, 1, 2]) AS x(a);
