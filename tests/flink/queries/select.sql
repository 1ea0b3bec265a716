-- Projection, filter, aliases, nested fields, stars.
CREATE TABLE t (id INT, name STRING, v DOUBLE, r ROW<a INT, b ROW<c STRING>>) WITH (
  'connector' = 'filesystem', 'path' = '${DIR}/people.json', 'format' = 'json');
SELECT * FROM t;
SELECT id, UPPER(name) AS up, v * 2 FROM t WHERE id > 1 OR name = '';
SELECT t.*, x.id FROM t, (VALUES (1)) AS x(id) WHERE x.id = 1;
SELECT r.a, r.b.c, t.r.b FROM t;
SELECT t.r.* FROM t;
SELECT name AS `select`, id AS `Id` FROM t AS `my table`;
SELECT 1, 'a', TRUE;
SELECT id FROM t WHERE v IS NOT NULL AND NOT (v < 0);
SELECT id FROM t WHERE FALSE;
SELECT id, id + 1 AS x FROM t WHERE id IN (SELECT 1);
