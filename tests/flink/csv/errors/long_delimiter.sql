-- A delimiter of two characters.
CREATE TABLE r (s STRING) WITH ('connector' = 'filesystem', 'path' = '${TMP}/f', 'format' = 'raw');
CREATE TABLE t (n INT, x STRING) WITH ('connector' = 'filesystem', 'path' = '${TMP}/f', 'format' = 'csv', 'csv.field-delimiter' = ',,');
INSERT INTO r VALUES ('1,a');
SELECT * FROM t;
