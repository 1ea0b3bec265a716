-- The older tree decoder (decode.json-parser.enabled = false) on the same values.
CREATE TABLE t (n INT, i INT, bi BIGINT, d DOUBLE, f FLOAT, c DECIMAL(10, 2), b BOOLEAN, s STRING, ti TINYINT) WITH (
  'connector' = 'filesystem', 'path' = '${DIR}/values.json', 'format' = 'json', 'json.decode.json-parser.enabled' = 'false', 'json.ignore-parse-errors' = 'true');
SELECT * FROM t;
