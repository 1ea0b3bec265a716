CREATE TABLE orders (id BIGINT, name STRING, amount DECIMAL(10, 2), ts TIMESTAMP(3)) WITH (
  'connector' = 'datagen',
  'number-of-rows' = '1'
);
SELECT id, x FROM orders CROSS JOIN LATERAL (SELECT amount * 2 AS x);
