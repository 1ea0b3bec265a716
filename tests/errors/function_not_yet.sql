CREATE TABLE orders (id BIGINT, name STRING, amount DECIMAL(10, 2), ts TIMESTAMP(3)) WITH (
  'connector' = 'datagen',
  'number-of-rows' = '1'
);
SELECT PRINTF('%s', name) FROM orders;
