-- With IF NOT EXISTS a table that is there is filled.
CREATE TABLE t (id INT NOT NULL, tags ARRAY<STRING>, k INT, v INT, ptime AS PROCTIME()) WITH (
  'connector' = 'filesystem', 'path' = '${DIR}/people.json', 'format' = 'json');
CREATE TABLE o (a INT, b STRING) WITH ('connector' = 'print');
CREATE TABLE IF NOT EXISTS o WITH ('connector' = 'print') AS SELECT k, 'x' FROM t WHERE id < 3;
DESCRIBE o;
