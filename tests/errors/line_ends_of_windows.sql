CREATE TABLE orders (id BIGINT)
WITH ('connector' = 'datagen');
SELECT id,
       price
FROM orders;
