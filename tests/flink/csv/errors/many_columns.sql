-- Too many columns.
CREATE TABLE r (s STRING) WITH ('connector' = 'filesystem', 'path' = '${TMP}/f', 'format' = 'raw');
CREATE TABLE t (n INT, x STRING) WITH ('connector' = 'filesystem', 'path' = '${TMP}/f', 'format' = 'csv');
INSERT INTO r VALUES ('1,a,b');
SELECT * FROM t;
