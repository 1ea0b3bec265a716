CREATE TABLE orders (
  id BIGINT,
  created STRING,
  WATERMARK FOR created AS created - INTERVAL '5' SECOND
) WITH ('connector' = 'datagen');
SELECT id FROM orders;
