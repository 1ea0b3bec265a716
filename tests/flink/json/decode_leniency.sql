-- What each column type accepts from JSON; ignore-parse-errors makes a bad field NULL.
CREATE TABLE t (n INT, i INT, bi BIGINT, d DOUBLE, f FLOAT, c DECIMAL(10, 2), b BOOLEAN, s STRING, ti TINYINT) WITH (
  'connector' = 'filesystem', 'path' = '${DIR}/values.json', 'format' = 'json', 'json.ignore-parse-errors' = 'true');
SELECT * FROM t;
