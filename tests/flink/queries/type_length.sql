-- table.exec.sink.type-length-enforcer = TRIM_PAD.
CREATE TABLE t (id INT, name STRING, v DOUBLE, r ROW<a INT, b ROW<c STRING>>) WITH (
  'connector' = 'filesystem', 'path' = '${DIR}/people.json', 'format' = 'json');
SET 'table.exec.sink.type-length-enforcer' = 'TRIM_PAD';
CREATE TABLE p (id INT, c VARCHAR(2), h CHAR(4)) WITH ('connector' = 'print');
INSERT INTO p SELECT id, name, CAST(name AS CHAR(2)) FROM t WHERE name IS NOT NULL;
