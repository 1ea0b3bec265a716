-- allow-comments.
CREATE TABLE t (n INT, i INT, d DOUBLE, s STRING, b BOOLEAN, ts TIMESTAMP(3)) WITH (
  'connector' = 'filesystem', 'path' = '${DIR}/values.csv', 'format' = 'csv', 'csv.ignore-parse-errors' = 'true', 'csv.allow-comments' = 'true');
SELECT n, i, d, '<' || s || '>', s IS NULL, b, ts FROM t;
