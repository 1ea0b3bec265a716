-- DECIMAL(5, 2) from bad JSON, with the default options.
CREATE TABLE r (s STRING) WITH ('connector' = 'filesystem', 'path' = '${TMP}/f', 'format' = 'raw');
CREATE TABLE t (n INT, x DECIMAL(5, 2)) WITH ('connector' = 'filesystem', 'path' = '${TMP}/f', 'format' = 'json');
INSERT INTO r VALUES ('{"n":1,"x":"abc"}');
SELECT * FROM t;
