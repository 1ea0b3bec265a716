CREATE TABLE orders (id BIGINT) WITH ('Connector' = 'datagen');
SELECT id FROM orders;
