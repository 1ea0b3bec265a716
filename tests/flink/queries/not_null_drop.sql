-- A NULL for a NOT NULL column is dropped if the enforcer says so.
CREATE TABLE t (id INT, name STRING, v DOUBLE, r ROW<a INT, b ROW<c STRING>>) WITH (
  'connector' = 'filesystem', 'path' = '${DIR}/people.json', 'format' = 'json');
SET 'table.exec.sink.not-null-enforcer' = 'DROP';
CREATE TABLE p (id INT NOT NULL, name STRING) WITH ('connector' = 'print');
INSERT INTO p SELECT id, name FROM t;
