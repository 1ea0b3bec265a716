-- A NULL key fails the job by default.
CREATE TABLE t (m MAP<STRING, INT>) WITH ('connector' = 'filesystem', 'path' = '${TMP}/x', 'format' = 'json');
INSERT INTO t SELECT MAP[CAST(NULL AS STRING), 1];
