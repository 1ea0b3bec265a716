-- One field of a row that is read: the whole row is decoded.
CREATE TABLE t (id INT, a INT, b STRING, r ROW<p INT, q STRING>) WITH (
  'connector' = 'filesystem', 'path' = '${DIR}/../unread.json', 'format' = 'json');
SELECT id, r.q FROM t;
