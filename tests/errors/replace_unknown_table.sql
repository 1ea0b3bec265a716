-- REPLACE TABLE of a table that is not there.
CREATE TABLE orders (
  order_id BIGINT,
  user_id STRING,
  amount DECIMAL(10, 2),
  tags ARRAY<STRING>,
  ts TIMESTAMP(3)
) WITH ('connector' = 'datagen', 'number-of-rows' = '10');
REPLACE TABLE copy WITH ('connector' = 'print') AS SELECT order_id FROM orders;
