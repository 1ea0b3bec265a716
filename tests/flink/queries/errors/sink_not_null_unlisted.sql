-- A user's mistake: sink not null unlisted.
CREATE TABLE t (id INT, name STRING, v DOUBLE, r ROW<a INT, b ROW<c STRING>>) WITH (
  'connector' = 'filesystem', 'path' = '${DIR}/../people.json', 'format' = 'json');
CREATE TABLE p (a INT NOT NULL, b INT) WITH ('connector' = 'print');
INSERT INTO p (b) SELECT id FROM t;
