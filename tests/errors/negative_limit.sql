-- LIMIT with a negative number.
CREATE TABLE orders (
  order_id BIGINT,
  user_id STRING,
  amount DECIMAL(10, 2),
  tags ARRAY<STRING>,
  ts TIMESTAMP(3)
) WITH ('connector' = 'datagen', 'number-of-rows' = '10');
SELECT order_id FROM orders LIMIT -1;
