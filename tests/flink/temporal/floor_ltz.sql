-- FLOOR of an instant goes by the session's time zone.
CREATE TABLE t (n INT, ts TIMESTAMP(3), t9 TIMESTAMP(9), d DATE, t TIME(3), l TIMESTAMP_LTZ(3)) WITH (
  'connector' = 'filesystem', 'path' = '${DIR}/timestamps.json', 'format' = 'json');
SET 'table.local-time-zone' = 'Asia/Kolkata';
SELECT 'ltz', n, FLOOR(l TO YEAR), FLOOR(l TO MONTH), FLOOR(l TO WEEK), FLOOR(l TO DAY) FROM t;
