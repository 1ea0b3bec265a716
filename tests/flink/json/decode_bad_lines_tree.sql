-- The older tree decoder on bad lines.
CREATE TABLE t (n INT, s STRING) WITH (
  'connector' = 'filesystem', 'path' = '${DIR}/bad_lines.json', 'format' = 'json', 'json.decode.json-parser.enabled' = 'false', 'json.ignore-parse-errors' = 'true');
SELECT * FROM t;
