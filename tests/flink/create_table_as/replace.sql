-- REPLACE and CREATE OR REPLACE put the new table in the place of the old one.
CREATE TABLE t (id INT NOT NULL, tags ARRAY<STRING>, k INT, v INT, ptime AS PROCTIME()) WITH (
  'connector' = 'filesystem', 'path' = '${DIR}/people.json', 'format' = 'json');
CREATE TABLE o (a STRING) WITH ('connector' = 'print');
REPLACE TABLE o WITH ('connector' = 'print') AS SELECT id, k FROM t WHERE id < 3;
DESCRIBE o;
CREATE OR REPLACE TABLE o WITH ('connector' = 'print') AS SELECT k FROM t WHERE id < 3;
DESCRIBE o;
CREATE OR REPLACE TABLE n WITH ('connector' = 'print') AS SELECT v FROM t WHERE id < 3;
DESCRIBE n;
