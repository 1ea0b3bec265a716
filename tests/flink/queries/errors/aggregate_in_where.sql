-- A user's mistake: aggregate in where.
CREATE TABLE t (id INT, name STRING, v DOUBLE, r ROW<a INT, b ROW<c STRING>>) WITH (
  'connector' = 'filesystem', 'path' = '${DIR}/../people.json', 'format' = 'json');
SELECT id FROM t WHERE COUNT(*) > 1;
