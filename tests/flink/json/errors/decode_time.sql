-- TIME from bad JSON, with the default options.
CREATE TABLE r (s STRING) WITH ('connector' = 'filesystem', 'path' = '${TMP}/f', 'format' = 'raw');
CREATE TABLE t (n INT, x TIME) WITH ('connector' = 'filesystem', 'path' = '${TMP}/f', 'format' = 'json');
INSERT INTO r VALUES ('{"n":1,"x":"25:00:00"}');
SELECT * FROM t;
