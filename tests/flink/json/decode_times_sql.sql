-- Dates and times under timestamp-format.standard = SQL; what does not parse is NULL with ignore-parse-errors.
CREATE TABLE t (n INT, d DATE, t TIME(3), ts TIMESTAMP(3), t9 TIMESTAMP(9), l TIMESTAMP_LTZ(3), s STRING) WITH (
  'connector' = 'filesystem', 'path' = '${DIR}/times.json', 'format' = 'json',
  'json.ignore-parse-errors' = 'true', 'json.timestamp-format.standard' = 'SQL');
SELECT * FROM t;
