-- CEIL TO a unit; weeks start on Sunday.
CREATE TABLE t (n INT, ts TIMESTAMP(3), t9 TIMESTAMP(9), d DATE, t TIME(3), l TIMESTAMP_LTZ(3)) WITH (
  'connector' = 'filesystem', 'path' = '${DIR}/timestamps.json', 'format' = 'json');
SELECT 'ceil ts', n, CEIL(ts TO YEAR), CEIL(ts TO QUARTER), CEIL(ts TO MONTH), CEIL(ts TO WEEK), CEIL(ts TO DAY), CEIL(ts TO HOUR), CEIL(ts TO MINUTE), CEIL(ts TO SECOND) FROM t;
SELECT 'ceil date', n, CEIL(d TO YEAR), CEIL(d TO QUARTER), CEIL(d TO MONTH), CEIL(d TO WEEK), CEIL(d TO DAY) FROM t;
SELECT 'ceil long units', n, CEIL(ts TO DECADE), CEIL(ts TO CENTURY), CEIL(ts TO MILLENNIUM), CEIL(ts TO MILLISECOND) FROM t;
SELECT 'ceil nine digits', n, CEIL(t9 TO SECOND), CEIL(t9 TO MINUTE), CEIL(t9 TO MILLISECOND) FROM t;
