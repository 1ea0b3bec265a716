CREATE TABLE orders (id BIGINT) WITH (
  'connector' = 'kafka',
  'properties.bootstrap.servers' = 'broker:9092',
  'format' = 'json'
);
SELECT id FROM orders;
