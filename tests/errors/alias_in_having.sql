-- HAVING does not see the names that SELECT gives.
CREATE TABLE orders (id BIGINT, user_id STRING) WITH ('connector' = 'datagen');
SELECT user_id, COUNT(*) AS n FROM orders GROUP BY user_id HAVING n > 1;
