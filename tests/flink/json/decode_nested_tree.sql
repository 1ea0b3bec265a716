-- The older tree decoder on nested values.
CREATE TABLE t (n INT, a ARRAY<INT>, m MAP<STRING, INT>, r ROW<x INT, y STRING>, ar ARRAY<ROW<x INT, y STRING>>, y BYTES) WITH (
  'connector' = 'filesystem', 'path' = '${DIR}/nested.json', 'format' = 'json', 'json.decode.json-parser.enabled' = 'false', 'json.ignore-parse-errors' = 'true');
SELECT * FROM t;
