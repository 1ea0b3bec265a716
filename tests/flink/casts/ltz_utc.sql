-- TIMESTAMP_LTZ to text, TIMESTAMP, DATE and TIME in zone UTC, and TIMESTAMP to TIMESTAMP_LTZ, gaps and overlaps included.
SET 'table.local-time-zone' = 'UTC';
CREATE TABLE t (n INT, l0 TIMESTAMP_LTZ(0), l3 TIMESTAMP_LTZ(3), l9 TIMESTAMP_LTZ(9)) WITH (
  'connector' = 'filesystem', 'path' = '${DIR}/instants.json', 'format' = 'json');
CREATE TABLE u (n INT, t0 TIMESTAMP(0), t3 TIMESTAMP(3), t6 TIMESTAMP(6), t9 TIMESTAMP(9), d DATE) WITH (
  'connector' = 'filesystem', 'path' = '${DIR}/timestamps.json', 'format' = 'json');
SELECT 'to text', n, CAST(l0 AS STRING), CAST(l3 AS STRING), CAST(l9 AS STRING), CAST(l3 AS CHAR(12)) FROM t;
SELECT 'to timestamp', n, CAST(l0 AS TIMESTAMP(3)), CAST(l3 AS TIMESTAMP(0)), CAST(l9 AS TIMESTAMP(9)), CAST(l9 AS TIMESTAMP(6)) FROM t;
SELECT 'to date, time', n, CAST(l3 AS DATE), CAST(l9 AS DATE), CAST(l3 AS TIME), CAST(l9 AS TIME(3)) FROM t;
SELECT 'to ltz', n, CAST(l9 AS TIMESTAMP_LTZ(0)), CAST(l9 AS TIMESTAMP_LTZ(3)), CAST(l0 AS TIMESTAMP_LTZ(9)) FROM t;
SELECT 'from timestamp', n, CAST(t0 AS TIMESTAMP_LTZ(3)), CAST(t3 AS TIMESTAMP_LTZ(0)), CAST(t9 AS TIMESTAMP_LTZ(9)), CAST(t9 AS TIMESTAMP_LTZ(6)) FROM u;
SELECT 'from date', n, CAST(CAST(t0 AS DATE) AS TIMESTAMP_LTZ(3)), CAST(CAST(t0 AS TIME) AS TIMESTAMP_LTZ(3)) FROM u;
