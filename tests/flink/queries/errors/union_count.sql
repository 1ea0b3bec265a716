-- A user's mistake: union count.
CREATE TABLE t (id INT, name STRING, v DOUBLE, r ROW<a INT, b ROW<c STRING>>) WITH (
  'connector' = 'filesystem', 'path' = '${DIR}/../people.json', 'format' = 'json');
SELECT id FROM t UNION ALL SELECT id, name FROM t;
