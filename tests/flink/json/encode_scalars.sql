-- Numbers, text and control characters as JSON.
CREATE TABLE src (n INT, f FLOAT, d DOUBLE) WITH ('connector' = 'filesystem', 'path' = '${DIR}/../casts/floats.json', 'format' = 'json');
CREATE TABLE dst (n INT, f FLOAT, d DOUBLE, bi BIGINT, b BOOLEAN) WITH ('connector' = 'filesystem', 'path' = '${TMP}/floats', 'format' = 'json');
INSERT INTO dst SELECT n, f, d, CAST(n AS BIGINT) * 1000000000000, n > 10 FROM src;
CREATE TABLE l1 (line STRING) WITH ('connector' = 'filesystem', 'path' = '${TMP}/floats', 'format' = 'raw');
SELECT * FROM l1;
CREATE TABLE src2 (n INT, s STRING, c CHAR(3)) WITH ('connector' = 'filesystem', 'path' = '${DIR}/../casts/texts.json', 'format' = 'json');
CREATE TABLE dst2 (n INT, s STRING, c CHAR(3), q STRING) WITH ('connector' = 'filesystem', 'path' = '${TMP}/texts', 'format' = 'json');
INSERT INTO dst2 SELECT n, s, c, 'a"b\c/d' || s FROM src2;
CREATE TABLE l2 (line STRING) WITH ('connector' = 'filesystem', 'path' = '${TMP}/texts', 'format' = 'raw');
SELECT * FROM l2;
