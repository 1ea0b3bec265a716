-- A number cannot be read.
CREATE TABLE t (a INT) WITH ('connector' = 'datagen', 'number-of-rows' = 'ten');
SELECT * FROM t;
