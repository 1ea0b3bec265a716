-- TIMESTAMP(3) from bad JSON, with the default options.
CREATE TABLE r (s STRING) WITH ('connector' = 'filesystem', 'path' = '${TMP}/f', 'format' = 'raw');
CREATE TABLE t (n INT, x TIMESTAMP(3)) WITH ('connector' = 'filesystem', 'path' = '${TMP}/f', 'format' = 'json');
INSERT INTO r VALUES ('{"n":1,"x":"2021-09-27T12:34:56"}');
SELECT * FROM t;
