CREATE TABLE orders (id BIGINT) WITH (
  'connector' = 'datagen, 'number-of-rows' = '1'
);
