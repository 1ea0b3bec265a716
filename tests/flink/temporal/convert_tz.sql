-- CONVERT_TZ between zones, gaps and overlaps included.
CREATE TABLE t (n INT, s STRING, f STRING, t STRING) WITH (
  'connector' = 'filesystem', 'path' = '${DIR}/conversions.json', 'format' = 'json');
SELECT 'convert_tz', n, s, f, t, CONVERT_TZ(s, f, t), CONVERT_TZ(s, 'UTC', t), CONVERT_TZ(s, 'UTC', 'Europe/Berlin') FROM t;
