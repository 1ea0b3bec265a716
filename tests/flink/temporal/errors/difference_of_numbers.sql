-- Numbers have no difference in days.
CREATE TABLE t (n INT, a TIMESTAMP(3), b TIMESTAMP(3), da DATE, db DATE, la TIMESTAMP_LTZ(3), lb TIMESTAMP_LTZ(3)) WITH (
  'connector' = 'filesystem', 'path' = '${DIR}/../pairs.json', 'format' = 'json');
SELECT (n - n) DAY FROM t;
