-- WHERE does not see the names that SELECT gives.
CREATE TABLE orders (id BIGINT, amount DECIMAL(10, 2)) WITH ('connector' = 'datagen');
SELECT id, amount * 1.19 AS gross FROM orders WHERE gross > 100;
