-- DATE_FORMAT of an instant uses the session's time zone.
CREATE TABLE t (n INT, ts TIMESTAMP(3), t9 TIMESTAMP(9), d DATE, t TIME(3), l TIMESTAMP_LTZ(3)) WITH (
  'connector' = 'filesystem', 'path' = '${DIR}/timestamps.json', 'format' = 'json');
SET 'table.local-time-zone' = 'Europe/Berlin';
SELECT 'ltz', n, DATE_FORMAT(l, 'yyyy-MM-dd HH:mm:ss'), DATE_FORMAT(l, 'yyyy-MM-dd HH:mm:ss.SSS'), DATE_FORMAT(ts, 'HH:mm') FROM t;
