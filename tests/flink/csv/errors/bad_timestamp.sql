-- ISO's T is no SQL timestamp.
CREATE TABLE r (s STRING) WITH ('connector' = 'filesystem', 'path' = '${TMP}/f', 'format' = 'raw');
CREATE TABLE t (n INT, x TIMESTAMP(3)) WITH ('connector' = 'filesystem', 'path' = '${TMP}/f', 'format' = 'csv');
INSERT INTO r VALUES ('1,2021-09-27T12:34:56');
SELECT * FROM t;
