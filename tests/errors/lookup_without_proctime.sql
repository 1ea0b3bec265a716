-- A lookup join at a time that is no processing time.
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
SELECT o.user_id FROM orders AS o
JOIN users FOR SYSTEM_TIME AS OF o.ts AS u ON u.id = o.user_id;
