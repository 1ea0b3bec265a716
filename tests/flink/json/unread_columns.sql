-- A column that is not read is not decoded: its wrong values fail no record.
CREATE TABLE t (id INT, a INT, b STRING, r ROW<p INT, q STRING>) WITH (
  'connector' = 'filesystem', 'path' = '${DIR}/unread.json', 'format' = 'json');
SELECT 'id', id FROM t;
SELECT 'b', id, b FROM t;
CREATE TABLE missing (id INT, absent INT) WITH (
  'connector' = 'filesystem', 'path' = '${DIR}/unread.json', 'format' = 'json', 'json.fail-on-missing-field' = 'true');
SELECT 'missing', id FROM missing;
