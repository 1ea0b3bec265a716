-- A watermark cannot be declared.
CREATE TABLE t (id INT NOT NULL, tags ARRAY<STRING>, k INT, v INT, ptime AS PROCTIME()) WITH (
  'connector' = 'filesystem', 'path' = '${DIR}/../people.json', 'format' = 'json');
CREATE TABLE o (WATERMARK FOR ts AS ts) WITH ('connector' = 'print') AS SELECT id, TIMESTAMP '2020-01-01 00:00:00.000' AS ts FROM t;
