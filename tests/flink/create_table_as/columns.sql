-- The table's columns are the query's: names, types and NOT NULL; names that repeat get numbers.
CREATE TABLE t (id INT NOT NULL, tags ARRAY<STRING>, k INT, v INT, ptime AS PROCTIME()) WITH (
  'connector' = 'filesystem', 'path' = '${DIR}/people.json', 'format' = 'json');
CREATE TABLE a WITH ('connector' = 'print', 'print-identifier' = 'a') AS SELECT id, tags AS g, k + v AS s, 'a' AS c FROM t;
DESCRIBE a;
CREATE TABLE b WITH ('connector' = 'print', 'print-identifier' = 'b') AS SELECT id, id, 1 + 1 FROM t WHERE id < 3;
DESCRIBE b;
CREATE TABLE c COMMENT 'hello' WITH ('connector' = 'print', 'print-identifier' = 'c') AS SELECT id, k FROM t WHERE id < 2;
SHOW CREATE TABLE c;
CREATE TABLE d WITH ('connector' = 'filesystem', 'path' = '${TMP}/d', 'format' = 'json') AS SELECT id, k FROM t WHERE id < 2;
SELECT * FROM d;
