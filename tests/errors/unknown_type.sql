-- A type does not exist.
CREATE TABLE t (a INTT) WITH ('connector' = 'print');
