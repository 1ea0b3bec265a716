-- EXTRACT of an instant uses the session's time zone.
CREATE TABLE t (n INT, ts TIMESTAMP(3), t9 TIMESTAMP(9), d DATE, t TIME(3), l TIMESTAMP_LTZ(3)) WITH (
  'connector' = 'filesystem', 'path' = '${DIR}/timestamps.json', 'format' = 'json');
SET 'table.local-time-zone' = 'America/New_York';
SELECT 'ltz', n, EXTRACT(YEAR FROM l), EXTRACT(MONTH FROM l), EXTRACT(DAY FROM l), EXTRACT(HOUR FROM l), EXTRACT(MINUTE FROM l), EXTRACT(SECOND FROM l), EXTRACT(DOW FROM l), EXTRACT(EPOCH FROM l), HOUR(l) FROM t;
