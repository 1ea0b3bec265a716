-- An option names a column that the table does not have.
CREATE TABLE t (a INT) WITH ('connector' = 'datagen', 'fields.b.min' = '1');
SELECT * FROM t;
