-- UNION ALL, VALUES, CTEs and views; columns go by position.
CREATE TABLE t (id INT, name STRING, v DOUBLE, r ROW<a INT, b ROW<c STRING>>) WITH (
  'connector' = 'filesystem', 'path' = '${DIR}/people.json', 'format' = 'json');
SELECT id, name FROM t UNION ALL SELECT 9, 'nine';
VALUES (1, 'a'), (2, 'bcd');
SELECT * FROM (VALUES (1, 1.5), (2, 2.25)) AS x(a, b);
WITH c AS (SELECT id, v FROM t WHERE v > 0), d AS (SELECT id * 10 AS i FROM c) SELECT * FROM d;
CREATE VIEW w (a, b) AS SELECT id, name FROM t;
SELECT b, a FROM w WHERE a = 1;
CREATE TEMPORARY VIEW w2 AS SELECT * FROM w;
SELECT * FROM w2;
DESCRIBE w;
DESCRIBE t;
SELECT 1 UNION ALL SELECT 2.5;
SELECT CAST(1 AS TINYINT) UNION ALL SELECT CAST(300 AS BIGINT);
