-- An INSERT has no query.
CREATE TABLE totals (user_id STRING, amount DECIMAL(10, 2)) WITH ('connector' = 'print');
INSERT INTO totals;
