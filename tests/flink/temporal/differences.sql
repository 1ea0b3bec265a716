-- (a - b) UNIT is exact whatever the unit below MONTH, and whole months for MONTH, YEAR and both.
CREATE TABLE t (n INT, a TIMESTAMP(3), b TIMESTAMP(3), da DATE, db DATE, la TIMESTAMP_LTZ(3), lb TIMESTAMP_LTZ(3)) WITH (
  'connector' = 'filesystem', 'path' = '${DIR}/pairs.json', 'format' = 'json');
SELECT 'timestamps', n, (a - b) SECOND, (a - b) MINUTE, (a - b) HOUR, (a - b) DAY, (a - b) MONTH, (a - b) YEAR FROM t;
SELECT 'ranges', n, (a - b) DAY TO SECOND, (a - b) HOUR TO MINUTE, (a - b) MINUTE TO SECOND, (a - b) YEAR TO MONTH FROM t;
SELECT 'dates', n, (da - db) SECOND, (da - db) DAY, (da - db) MONTH, (da - db) YEAR FROM t;
SELECT 'ltz', n, (la - lb) SECOND, (la - lb) DAY, (la - lb) MONTH FROM t;
SELECT 'text', n, CAST((a - b) DAY TO SECOND AS STRING), CAST((a - b) MONTH AS STRING) FROM t;
SELECT 'arithmetic', n, (a - b) SECOND + INTERVAL '1' DAY, (a - b) MONTH + INTERVAL '1' YEAR, -((a - b) DAY), ((a - b) DAY) * 2, b + (a - b) HOUR FROM t;
SELECT 'fields', n, EXTRACT(DAY FROM (a - b) DAY TO SECOND), EXTRACT(HOUR FROM (a - b) DAY TO SECOND), EXTRACT(MINUTE FROM (a - b) DAY TO SECOND), EXTRACT(SECOND FROM (a - b) DAY TO SECOND), EXTRACT(MILLISECOND FROM (a - b) DAY TO SECOND) FROM t;
SELECT 'months', n, EXTRACT(YEAR FROM (a - b) YEAR TO MONTH), EXTRACT(QUARTER FROM (a - b) YEAR TO MONTH), EXTRACT(MONTH FROM (a - b) YEAR TO MONTH) FROM t;
SELECT 'compared', n, (da - db) DAY > INTERVAL '1' DAY, (da - DATE '2020-01-01') DAY FROM t;
SELECT 'constants', (TIMESTAMP '2021-03-01 00:00:00' - TIMESTAMP '2021-01-31 12:00:00') DAY, (DATE '2021-03-01' - DATE '2021-01-31') MONTH;
SELECT 'null', n, (a - CAST(NULL AS TIMESTAMP(3))) DAY FROM t;
