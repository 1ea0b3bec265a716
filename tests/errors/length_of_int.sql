CREATE TABLE orders (
  id BIGINT(20),
  name VARCHAR(64)
) WITH ('connector' = 'datagen');
