CREATE TABLE orders (id BIGINT) WITH ('connector' = 'datagen')
INSERT INTO printed SELECT id FROM orders;
