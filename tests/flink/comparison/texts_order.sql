-- Text compares by its UTF-8 bytes, case and blanks count.
CREATE TABLE t (n INT, a STRING, b STRING) WITH (
  'connector' = 'filesystem', 'path' = '${DIR}/text_pairs.json', 'format' = 'json');
SELECT n, a, b, a = b, a <> b, a < b, a > b, a <= b, a >= b, a IS DISTINCT FROM b FROM t;
SELECT 'constants', n, a = 'a', a < 'b', a >= '', 'a' = a, a || '' = a FROM t;
SELECT 'chars', 'a' = 'a ', CAST('a' AS CHAR(3)) = 'a', CAST('a' AS CHAR(3)) = CAST('a' AS CHAR(5)), CAST('a' AS VARCHAR(3)) = 'a' FROM t WHERE n = 1;
