-- A user's mistake: duplicate table.
CREATE TABLE t (id INT, name STRING, v DOUBLE, r ROW<a INT, b ROW<c STRING>>) WITH (
  'connector' = 'filesystem', 'path' = '${DIR}/../people.json', 'format' = 'json');
CREATE TABLE t (a INT) WITH ('connector' = 'print');
