-- There is no table to replace.
CREATE TABLE t (id INT NOT NULL, tags ARRAY<STRING>, k INT, v INT, ptime AS PROCTIME()) WITH (
  'connector' = 'filesystem', 'path' = '${DIR}/../people.json', 'format' = 'json');
REPLACE TABLE o WITH ('connector' = 'print') AS SELECT id FROM t;
