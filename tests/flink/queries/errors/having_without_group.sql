-- A user's mistake: having without group.
CREATE TABLE t (id INT, name STRING, v DOUBLE, r ROW<a INT, b ROW<c STRING>>) WITH (
  'connector' = 'filesystem', 'path' = '${DIR}/../people.json', 'format' = 'json');
SELECT id FROM t HAVING id > 1;
