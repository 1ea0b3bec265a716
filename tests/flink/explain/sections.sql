-- EXPLAIN: the statement, its plan as Calcite writes it, and as it is executed.
CREATE TABLE u (id INT, name STRING) WITH ('connector' = 'datagen');
CREATE TABLE o (id INT, name STRING) WITH ('connector' = 'print');
EXPLAIN SELECT id, name FROM u;
EXPLAIN INSERT INTO o SELECT id, name FROM u;
EXPLAIN CHANGELOG_MODE INSERT INTO o SELECT id, name FROM u WHERE id > 1 AND name LIKE 'a%';
EXPLAIN PLAN_ADVICE SELECT id + 1 AS x, UPPER(name) AS n, CAST(id AS BIGINT), id IS NOT NULL FROM u;
