CREATE TABLE orders (
  id BIGINT AUTO_INCREMENT,
  name STRING
) WITH ('connector' = 'datagen');
