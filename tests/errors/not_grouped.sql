-- Every column of the list is a key or goes into an aggregate.
CREATE TABLE orders (
  order_id BIGINT,
  user_id STRING,
  amount DECIMAL(10, 2)
) WITH ('connector' = 'datagen', 'number-of-rows' = '10');
SELECT user_id, order_id, COUNT(*) FROM orders GROUP BY user_id;
