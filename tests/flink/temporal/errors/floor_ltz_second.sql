-- FLOOR of an instant column to SECOND.
CREATE TABLE t (n INT, l TIMESTAMP_LTZ(3)) WITH (
  'connector' = 'filesystem', 'path' = '${DIR}/../timestamps.json', 'format' = 'json');
SELECT n, FLOOR(l TO SECOND), CEIL(l TO SECOND) FROM t WHERE n < 3;
