-- A connector is misspelled.
CREATE TABLE t (a INT) WITH ('connector' = 'kafak');
SELECT * FROM t;
