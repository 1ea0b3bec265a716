-- The table cannot be partitioned.
CREATE TABLE t (id INT NOT NULL, tags ARRAY<STRING>, k INT, v INT, ptime AS PROCTIME()) WITH (
  'connector' = 'filesystem', 'path' = '${DIR}/../people.json', 'format' = 'json');
CREATE TABLE o PARTITIONED BY (k) WITH ('connector' = 'filesystem', 'path' = '${TMP}/x', 'format' = 'json') AS SELECT id, k FROM t;
