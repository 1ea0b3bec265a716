-- The branches of a CASE have no common type.
CREATE TABLE orders (
  order_id BIGINT,
  user_id STRING,
  amount DECIMAL(10, 2),
  tags ARRAY<STRING>,
  ts TIMESTAMP(3)
) WITH ('connector' = 'datagen', 'number-of-rows' = '10');
SELECT CASE WHEN order_id > 1 THEN tags ELSE 1 END FROM orders;
