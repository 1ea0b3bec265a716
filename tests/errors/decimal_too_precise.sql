-- A DECIMAL has at most 38 digits.
CREATE TABLE t (a DECIMAL(40, 2)) WITH ('connector' = 'print');
