-- A primary key that says nothing of NOT ENFORCED.
CREATE TABLE orders (
  order_id BIGINT,
  user_id STRING,
  amount DECIMAL(10, 2),
  tags ARRAY<STRING>,
  ts TIMESTAMP(3)
) WITH ('connector' = 'datagen', 'number-of-rows' = '10');
CREATE TABLE users (id STRING PRIMARY KEY, city STRING) WITH ('connector' = 'print');
