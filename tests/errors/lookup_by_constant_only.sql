-- A lookup join compares the key with a constant only.
CREATE TABLE orders (
  order_id BIGINT,
  user_id STRING,
  amount DECIMAL(10, 2),
  tags ARRAY<STRING>,
  ts TIMESTAMP(3)
) WITH ('connector' = 'datagen', 'number-of-rows' = '10');
CREATE TABLE users (id STRING PRIMARY KEY NOT ENFORCED, city STRING) WITH (
  'connector' = 'jdbc',
  'url' = 'jdbc:mysql://localhost:3306/db',
  'table-name' = 'users'
);
SELECT o.user_id FROM (SELECT user_id, PROCTIME() AS p FROM orders) AS o
LEFT JOIN users FOR SYSTEM_TIME AS OF o.p AS u ON u.city <> o.user_id;
