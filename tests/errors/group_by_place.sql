CREATE TABLE orders (id BIGINT, name STRING) WITH ('connector' = 'datagen');
SELECT name, COUNT(*) FROM orders GROUP BY 1;
