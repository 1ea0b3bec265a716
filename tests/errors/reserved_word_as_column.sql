-- A reserved word must be back-quoted to be a name.
CREATE TABLE t (value INT, user STRING) WITH ('connector' = 'print');
