-- BOOLEAN knows true and false.
CREATE TABLE r (s STRING) WITH ('connector' = 'filesystem', 'path' = '${TMP}/f', 'format' = 'raw');
CREATE TABLE t (n INT, x BOOLEAN) WITH ('connector' = 'filesystem', 'path' = '${TMP}/f', 'format' = 'csv');
INSERT INTO r VALUES ('1,maybe');
SELECT * FROM t;
