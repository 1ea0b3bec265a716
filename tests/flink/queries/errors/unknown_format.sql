-- A user's mistake: unknown format.
CREATE TABLE t (id INT, name STRING, v DOUBLE, r ROW<a INT, b ROW<c STRING>>) WITH (
  'connector' = 'filesystem', 'path' = '${DIR}/../people.json', 'format' = 'json');
CREATE TABLE p (a INT) WITH ('connector' = 'filesystem', 'path' = 'x', 'format' = 'jsn');
SELECT * FROM p;
