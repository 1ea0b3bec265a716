-- EXPLAIN: what a source is asked for, filters and computations over it, and watermarks.
CREATE TABLE f (id INT, name STRING, age INT) WITH ('connector' = 'filesystem', 'path' = '${TMP}/f', 'format' = 'json');
CREATE TABLE g (id BIGINT, amount DECIMAL(10, 2)) WITH ('connector' = 'datagen');
CREATE TABLE w (id BIGINT, ts TIMESTAMP(3), WATERMARK FOR ts AS ts - INTERVAL '5' SECOND) WITH ('connector' = 'datagen');
CREATE TABLE o (id INT, name STRING) WITH ('connector' = 'blackhole');
EXPLAIN SELECT name FROM f;
EXPLAIN SELECT UPPER(name) AS n, name || '!' AS m, age FROM f;
EXPLAIN INSERT INTO o SELECT id, name FROM f;
EXPLAIN SELECT id, amount * 2 AS d FROM g WHERE amount > 5 AND id + 1 <= 3;
EXPLAIN SELECT COALESCE(CAST(id AS STRING), 'none') AS s, CASE WHEN amount >= 10 THEN 'big' ELSE 'small' END AS c FROM g;
EXPLAIN SELECT id, ts FROM w WHERE id > 2;
