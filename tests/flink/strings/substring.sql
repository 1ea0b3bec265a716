-- SUBSTRING, SUBSTR, LEFT and RIGHT with zero, negative and too large positions.
CREATE TABLE t (n INT, s STRING, i INT, k INT) WITH (
  'connector' = 'filesystem', 'path' = '${DIR}/positions.json', 'format' = 'json');
SELECT 'substring', n, s, i, k, '<' || SUBSTRING(s, i, k) || '>', '<' || SUBSTRING(s, i) || '>' FROM t;
SELECT 'from for', n, '<' || SUBSTRING(s FROM i FOR k) || '>', '<' || SUBSTRING(s FROM i) || '>', SUBSTR(s, i, k), SUBSTR(s, i) FROM t;
SELECT 'left right', n, '<' || LEFT(s, i) || '>', '<' || RIGHT(s, i) || '>', '<' || LEFT(s, k) || '>', '<' || RIGHT(s, k) || '>' FROM t;
SELECT 'constants', n, SUBSTRING('abcdef' FROM 2 FOR 3), SUBSTRING('abcdef', -3), SUBSTRING(s, 2, 2), LEFT(s, 2), RIGHT(s, 2), SUBSTR(s, -2) FROM t;
