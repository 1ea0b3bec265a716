-- INSERT maps by position; unlisted columns are NULL; a literal narrower than the column is widened.
CREATE TABLE t (id INT, name STRING, v DOUBLE, r ROW<a INT, b ROW<c STRING>>) WITH (
  'connector' = 'filesystem', 'path' = '${DIR}/people.json', 'format' = 'json');
CREATE TABLE p (x BIGINT, y STRING, z DOUBLE) WITH ('connector' = 'print', 'print-identifier' = 'p');
INSERT INTO p SELECT id, name, v FROM t;
INSERT INTO p (y, x) SELECT name, id FROM t;
INSERT INTO p SELECT id AS z, name AS x, v AS y FROM t;
INSERT INTO p VALUES (1, 'a', 1.5), (CAST(2 AS TINYINT), 'b', 2);
CREATE TABLE q (c VARCHAR(2), d DECIMAL(5, 1), i INT) WITH ('connector' = 'print', 'print-identifier' = 'q');
INSERT INTO q VALUES ('abc', 12.34, 1), ('a', 99999.99, 2);
EXECUTE STATEMENT SET BEGIN INSERT INTO p SELECT id, 'set', v FROM t WHERE id = 1; INSERT INTO q SELECT 'b', 1, id FROM t WHERE id = 3; END;
