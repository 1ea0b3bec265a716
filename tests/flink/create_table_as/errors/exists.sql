-- The table is there.
CREATE TABLE t (id INT NOT NULL, tags ARRAY<STRING>, k INT, v INT, ptime AS PROCTIME()) WITH (
  'connector' = 'filesystem', 'path' = '${DIR}/../people.json', 'format' = 'json');
CREATE TABLE o WITH ('connector' = 'print') AS SELECT id FROM t; CREATE TABLE o WITH ('connector' = 'print') AS SELECT id FROM t;
