-- An empty number fails the job.
CREATE TABLE r (s STRING) WITH ('connector' = 'filesystem', 'path' = '${TMP}/f', 'format' = 'raw');
CREATE TABLE t (n INT, x INT) WITH ('connector' = 'filesystem', 'path' = '${TMP}/f', 'format' = 'csv');
INSERT INTO r VALUES ('1,');
SELECT * FROM t;
