-- A column is declared twice.
CREATE TABLE t (a INT, b STRING, a BIGINT) WITH ('connector' = 'print');
