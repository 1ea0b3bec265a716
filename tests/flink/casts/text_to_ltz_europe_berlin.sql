-- TRY_CAST of text to TIMESTAMP_LTZ reads the text as local time of zone Europe/Berlin.
SET 'table.local-time-zone' = 'Europe/Berlin';
CREATE TABLE t (n INT, s STRING) WITH (
  'connector' = 'filesystem', 'path' = '${DIR}/dates_as_text.json', 'format' = 'json');
SELECT n, s, TRY_CAST(s AS TIMESTAMP_LTZ(0)), TRY_CAST(s AS TIMESTAMP_LTZ(3)), TRY_CAST(s AS TIMESTAMP_LTZ(9)) FROM t;
