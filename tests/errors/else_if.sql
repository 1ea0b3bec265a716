CREATE TABLE orders (id BIGINT, name STRING, amount DECIMAL(10, 2), ts TIMESTAMP(3)) WITH (
  'connector' = 'datagen',
  'number-of-rows' = '1'
);
SELECT CASE WHEN id = 1 THEN 'a' ELSEIF id = 2 THEN 'b' END FROM orders;
