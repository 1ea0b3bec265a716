-- INTERVAL is no column type.
CREATE TABLE t (i INTERVAL DAY) WITH ('connector' = 'datagen', 'number-of-rows' = '1');
SELECT * FROM t;
