CREATE TABLE orders (
  id BIGINT,
  created DATETIME
) WITH ('connector' = 'datagen');
