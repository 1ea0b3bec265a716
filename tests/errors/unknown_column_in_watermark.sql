-- A watermark's column is not declared.
CREATE TABLE t (a INT, ts TIMESTAMP(3), WATERMARK FOR time_stamp AS time_stamp) WITH ('connector' = 'datagen');
