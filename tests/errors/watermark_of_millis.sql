CREATE TABLE orders (
  id BIGINT,
  created BIGINT,
  WATERMARK FOR created AS created
) WITH ('connector' = 'datagen');
SELECT id FROM orders;
