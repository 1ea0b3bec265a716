-- Deduplication by arrival: the first row stays, or each row that differs replaces.
CREATE TABLE t (id INT, k STRING, v INT, pt AS PROCTIME()) WITH (
  'connector' = 'filesystem', 'path' = '${DIR}/orders.json', 'format' = 'json');
SELECT id, k, v FROM (SELECT *, ROW_NUMBER() OVER (PARTITION BY k ORDER BY pt ASC) AS rn FROM t) WHERE rn = 1;
SELECT id, k, v FROM (SELECT *, ROW_NUMBER() OVER (PARTITION BY k ORDER BY pt DESC) AS rn FROM t) WHERE rn = 1;
SELECT k, v FROM (SELECT k, v, ROW_NUMBER() OVER (PARTITION BY k ORDER BY pt DESC) AS rn FROM t) WHERE rn = 1;
