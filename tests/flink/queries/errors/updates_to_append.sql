-- A user's mistake: updates to append.
CREATE TABLE t (id INT, name STRING, v DOUBLE, r ROW<a INT, b ROW<c STRING>>) WITH (
  'connector' = 'filesystem', 'path' = '${DIR}/../people.json', 'format' = 'json');
CREATE TABLE p (a STRING, b BIGINT) WITH ('connector' = 'filesystem', 'path' = '${TMP}/x', 'format' = 'json');
INSERT INTO p SELECT name, COUNT(*) FROM t GROUP BY name;
