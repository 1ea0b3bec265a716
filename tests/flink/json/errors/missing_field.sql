-- A missing field with fail-on-missing-field.
CREATE TABLE r (s STRING) WITH ('connector' = 'filesystem', 'path' = '${TMP}/f', 'format' = 'raw');
CREATE TABLE t (n INT, x INT) WITH ('connector' = 'filesystem', 'path' = '${TMP}/f', 'format' = 'json', 'json.fail-on-missing-field' = 'true');
INSERT INTO r VALUES ('{"n":1}');
SELECT * FROM t;
