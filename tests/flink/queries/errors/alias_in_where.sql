-- A user's mistake: alias in where.
CREATE TABLE t (id INT, name STRING, v DOUBLE, r ROW<a INT, b ROW<c STRING>>) WITH (
  'connector' = 'filesystem', 'path' = '${DIR}/../people.json', 'format' = 'json');
SELECT id AS x FROM t WHERE x = 1;
