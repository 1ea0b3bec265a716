-- field-delimiter and escape-character.
CREATE TABLE t (n INT, i INT, d DOUBLE, s STRING, b BOOLEAN, ts TIMESTAMP(3)) WITH (
  'connector' = 'filesystem', 'path' = '${DIR}/semicolons.csv', 'format' = 'csv', 'csv.ignore-parse-errors' = 'true', 'csv.field-delimiter' = ';', 'csv.escape-character' = '\');
SELECT n, i, d, '<' || s || '>', s IS NULL, b, ts FROM t;
