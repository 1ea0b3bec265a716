CREATE TABLE orders (id BIGINT) WITH (
  'connector' = 'kafka',
  'topic' = 'orders',
  'format' = 'json'
);
SELECT id FROM orders;
