-- An unknown mode.
CREATE TABLE t (n INT) WITH ('connector' = 'filesystem', 'path' = '${TMP}/x', 'format' = 'json', 'json.map-null-key.mode' = 'NONE');
INSERT INTO t VALUES (1);
