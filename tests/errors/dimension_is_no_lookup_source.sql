-- The table that is looked up cannot be asked by key.
CREATE TABLE orders (
  order_id BIGINT,
  user_id STRING,
  amount DECIMAL(10, 2),
  tags ARRAY<STRING>,
  ts TIMESTAMP(3)
) WITH ('connector' = 'datagen', 'number-of-rows' = '10');
CREATE TABLE users (id STRING, city STRING) WITH ('connector' = 'datagen');
SELECT o.user_id FROM (SELECT user_id, PROCTIME() AS p FROM orders) AS o
JOIN users FOR SYSTEM_TIME AS OF o.p AS u ON u.id = o.user_id;
