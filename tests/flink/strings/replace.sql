-- REPLACE, OVERLAY and TRANSLATE's neighbours.
CREATE TABLE t (n INT, s STRING, a STRING, b STRING, i INT, k INT) WITH (
  'connector' = 'filesystem', 'path' = '${DIR}/replaces.json', 'format' = 'json');
SELECT 'replace', n, s, a, b, REPLACE(s, a, b), REPLACE(s, 'a', 'aa'), REPLACE(s, a, '') FROM t;
SELECT 'overlay', n, s, b, i, k, OVERLAY(s PLACING b FROM i), OVERLAY(s PLACING b FROM i FOR k) FROM t;
