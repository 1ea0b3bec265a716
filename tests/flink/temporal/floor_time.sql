-- FLOOR of a TIME.
CREATE TABLE t (n INT, ts TIMESTAMP(3), t9 TIMESTAMP(9), d DATE, t TIME(3), l TIMESTAMP_LTZ(3)) WITH (
  'connector' = 'filesystem', 'path' = '${DIR}/timestamps.json', 'format' = 'json');
SELECT 'time', n, FLOOR(t TO HOUR), FLOOR(t TO MINUTE), FLOOR(t TO SECOND) FROM t WHERE HOUR(t) < 23;
