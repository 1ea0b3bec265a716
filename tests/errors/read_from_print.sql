-- A print table cannot be read.
CREATE TABLE totals (user_id STRING, amount DECIMAL(10, 2)) WITH ('connector' = 'print');
SELECT * FROM totals;
