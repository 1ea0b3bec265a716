-- EXPLAIN: groups, their filters, and DISTINCT.
CREATE TABLE g (id BIGINT, amount DECIMAL(10, 2)) WITH ('connector' = 'datagen');
CREATE TABLE o (id BIGINT, n BIGINT, PRIMARY KEY (id) NOT ENFORCED) WITH ('connector' = 'print');
EXPLAIN SELECT id, COUNT(*) AS n, SUM(amount) AS s FROM g GROUP BY id HAVING COUNT(*) > 2;
EXPLAIN SELECT COUNT(*) AS n, MIN(id) AS i, MAX(amount) AS m FROM g;
EXPLAIN SELECT DISTINCT id, amount FROM g;
EXPLAIN CHANGELOG_MODE INSERT INTO o SELECT id, COUNT(amount) AS n FROM g GROUP BY id;
EXPLAIN SELECT id, amount FROM g UNION ALL SELECT id, amount FROM g WHERE id > 1;
