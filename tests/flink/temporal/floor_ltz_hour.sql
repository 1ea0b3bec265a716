-- FLOOR of an instant column to HOUR.
CREATE TABLE t (n INT, l TIMESTAMP_LTZ(3)) WITH (
  'connector' = 'filesystem', 'path' = '${DIR}/timestamps.json', 'format' = 'json');
SELECT n, FLOOR(l TO HOUR), CEIL(l TO HOUR) FROM t WHERE n < 3;
