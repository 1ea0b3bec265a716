-- JSON objects have text keys.
CREATE TABLE t (m MAP<INT, INT>) WITH ('connector' = 'filesystem', 'path' = '${TMP}/x', 'format' = 'json');
INSERT INTO t SELECT MAP[1, 1];
