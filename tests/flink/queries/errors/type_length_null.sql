-- TRIM_PAD of a NULL is a NullPointerException in Flink.
CREATE TABLE t (id INT, name STRING, v DOUBLE, r ROW<a INT, b ROW<c STRING>>) WITH (
  'connector' = 'filesystem', 'path' = '${DIR}/../people.json', 'format' = 'json');
SET 'table.exec.sink.type-length-enforcer' = 'TRIM_PAD';
CREATE TABLE p (c VARCHAR(2)) WITH ('connector' = 'print');
INSERT INTO p SELECT name FROM t;
