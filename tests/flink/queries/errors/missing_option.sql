-- A user's mistake: missing option.
CREATE TABLE t (id INT, name STRING, v DOUBLE, r ROW<a INT, b ROW<c STRING>>) WITH (
  'connector' = 'filesystem', 'path' = '${DIR}/../people.json', 'format' = 'json');
CREATE TABLE p (a INT) WITH ('connector' = 'filesystem');
SELECT * FROM p;
