-- quote-character with disable-quote-character.
CREATE TABLE r (s STRING) WITH ('connector' = 'filesystem', 'path' = '${TMP}/f', 'format' = 'raw');
CREATE TABLE t (n INT, x STRING) WITH ('connector' = 'filesystem', 'path' = '${TMP}/f', 'format' = 'csv', 'csv.disable-quote-character' = 'true', 'csv.quote-character' = '!');
INSERT INTO r VALUES ('1,a');
SELECT * FROM t;
