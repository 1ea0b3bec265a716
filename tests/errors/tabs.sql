CREATE TABLE orders (name STRING) WITH ('connector' = 'datagen');
SELECT	name,		price
FROM orders;
