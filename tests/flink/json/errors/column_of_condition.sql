-- A column that only a condition reads is decoded.
CREATE TABLE t (id INT, a INT, b STRING, r ROW<p INT, q STRING>) WITH (
  'connector' = 'filesystem', 'path' = '${DIR}/../unread.json', 'format' = 'json');
SELECT id FROM t WHERE a > 3;
