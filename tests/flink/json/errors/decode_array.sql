-- ARRAY<INT> from bad JSON, with the default options.
CREATE TABLE r (s STRING) WITH ('connector' = 'filesystem', 'path' = '${TMP}/f', 'format' = 'raw');
CREATE TABLE t (n INT, x ARRAY<INT>) WITH ('connector' = 'filesystem', 'path' = '${TMP}/f', 'format' = 'json');
INSERT INTO r VALUES ('{"n":1,"x":{"a":1}}');
SELECT * FROM t;
