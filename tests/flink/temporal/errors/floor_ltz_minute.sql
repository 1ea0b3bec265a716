-- FLOOR of an instant column to MINUTE.
CREATE TABLE t (n INT, l TIMESTAMP_LTZ(3)) WITH (
  'connector' = 'filesystem', 'path' = '${DIR}/../timestamps.json', 'format' = 'json');
SELECT n, FLOOR(l TO MINUTE), CEIL(l TO MINUTE) FROM t WHERE n < 3;
