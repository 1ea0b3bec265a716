-- A table is created twice.
CREATE TABLE totals (user_id STRING, amount DECIMAL(10, 2)) WITH ('connector' = 'print');
CREATE TABLE totals (user_id STRING, amount DECIMAL(10, 2)) WITH ('connector' = 'print');
