-- A query has more columns than its sink.
CREATE TABLE orders (
  order_id BIGINT,
  user_id STRING,
  amount DECIMAL(10, 2),
  tags ARRAY<STRING>,
  ts TIMESTAMP(3)
) WITH ('connector' = 'datagen', 'number-of-rows' = '10');
CREATE TABLE totals (user_id STRING, amount DECIMAL(10, 2)) WITH ('connector' = 'print');
INSERT INTO totals SELECT user_id, amount, ts FROM orders;
