-- CEIL of an instant goes by the session's time zone.
CREATE TABLE t (n INT, ts TIMESTAMP(3), t9 TIMESTAMP(9), d DATE, t TIME(3), l TIMESTAMP_LTZ(3)) WITH (
  'connector' = 'filesystem', 'path' = '${DIR}/timestamps.json', 'format' = 'json');
SET 'table.local-time-zone' = 'Asia/Kolkata';
SELECT 'ltz', n, CEIL(l TO YEAR), CEIL(l TO MONTH), CEIL(l TO WEEK), CEIL(l TO DAY) FROM t;
