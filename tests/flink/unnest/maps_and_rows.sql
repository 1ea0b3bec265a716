-- A map gives keys and values; an array of rows gives their fields, and NULL rows do not count.
CREATE TABLE t (id INT, tags ARRAY<STRING>, m MAP<STRING, INT>, `rows` ARRAY<ROW<p INT, q STRING>>, nest ARRAY<ARRAY<INT>>, k INT, v INT) WITH (
  'connector' = 'filesystem', 'path' = '${DIR}/people.json', 'format' = 'json');
SELECT 'map', id, kk, vv FROM t CROSS JOIN UNNEST(m) AS x(kk, vv);
SELECT 'left map', id, kk, vv FROM t LEFT JOIN UNNEST(m) AS x(kk, vv) ON TRUE;
SELECT 'rows', id, a, b FROM t CROSS JOIN UNNEST(`rows`) AS x(a, b);
SELECT 'left rows', id, a, b FROM t LEFT JOIN UNNEST(`rows`) AS x(a, b) ON TRUE;
SELECT 'fields', id, x.q, p FROM t CROSS JOIN UNNEST(`rows`) AS x;
SELECT 'both', id, x.q, y.tag FROM t LEFT JOIN UNNEST(`rows`) AS x ON TRUE LEFT JOIN UNNEST(tags) AS y(tag) ON TRUE;
CREATE TEMPORARY VIEW w AS SELECT id, tag, kk, vv, x.p FROM t LEFT JOIN UNNEST(tags) AS s(tag) ON TRUE LEFT JOIN UNNEST(m) AS y(kk, vv) ON TRUE CROSS JOIN UNNEST(`rows`) AS x;
DESCRIBE w;
