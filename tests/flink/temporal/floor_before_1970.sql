-- FLOOR TO a unit before 1970.
CREATE TABLE t (n INT, ts TIMESTAMP(3), t9 TIMESTAMP(9), d DATE, t TIME(3), l TIMESTAMP_LTZ(3)) WITH (
  'connector' = 'filesystem', 'path' = '${DIR}/old_timestamps.json', 'format' = 'json');
SELECT 'floor ts', n, FLOOR(ts TO YEAR), FLOOR(ts TO QUARTER), FLOOR(ts TO MONTH), FLOOR(ts TO WEEK), FLOOR(ts TO DAY), FLOOR(ts TO HOUR), FLOOR(ts TO MINUTE), FLOOR(ts TO SECOND) FROM t;
SELECT 'floor date', n, FLOOR(d TO YEAR), FLOOR(d TO QUARTER), FLOOR(d TO MONTH), FLOOR(d TO WEEK), FLOOR(d TO DAY) FROM t;
SELECT 'floor long units', n, FLOOR(ts TO DECADE), FLOOR(ts TO CENTURY), FLOOR(ts TO MILLENNIUM), FLOOR(ts TO MILLISECOND) FROM t;
SELECT 'floor nine digits', n, FLOOR(t9 TO SECOND), FLOOR(t9 TO MINUTE), FLOOR(t9 TO MILLISECOND) FROM t;
