-- Timestamps of one kind compare as points in time.
CREATE TABLE t (n INT, a TIMESTAMP(3), b TIMESTAMP(3), da DATE, db DATE, la TIMESTAMP_LTZ(3), lb TIMESTAMP_LTZ(3)) WITH (
  'connector' = 'filesystem', 'path' = '${DIR}/pairs.json', 'format' = 'json');
SELECT 'timestamps', n, a < b, a = b, a >= b, da < db, la < lb, a BETWEEN b AND b, GREATEST(a, b), LEAST(da, db) FROM t;
