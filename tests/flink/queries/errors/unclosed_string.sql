-- A user's mistake: unclosed string.
CREATE TABLE t (id INT, name STRING, v DOUBLE, r ROW<a INT, b ROW<c STRING>>) WITH (
  'connector' = 'filesystem', 'path' = '${DIR}/../people.json', 'format' = 'json');
SELECT 'abc FROM t;
