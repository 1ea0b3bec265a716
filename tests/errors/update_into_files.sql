-- What is written into files cannot be changed later.
CREATE TABLE orders (
  user_id STRING,
  amount DECIMAL(10, 2)
) WITH ('connector' = 'datagen', 'number-of-rows' = '10');
CREATE TABLE totals (
  user_id STRING,
  total DECIMAL(38, 2)
) WITH ('connector' = 'filesystem', 'path' = '/tmp/totals', 'format' = 'json');
INSERT INTO totals SELECT user_id, SUM(amount) FROM orders GROUP BY user_id;
