-- A key cannot be declared.
CREATE TABLE t (id INT NOT NULL, tags ARRAY<STRING>, k INT, v INT, ptime AS PROCTIME()) WITH (
  'connector' = 'filesystem', 'path' = '${DIR}/../people.json', 'format' = 'json');
CREATE TABLE o (PRIMARY KEY (id) NOT ENFORCED) WITH ('connector' = 'print') AS SELECT id FROM t;
