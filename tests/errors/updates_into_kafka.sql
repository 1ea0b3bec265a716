CREATE TABLE orders (id BIGINT, name STRING, amount DECIMAL(10, 2), ts TIMESTAMP(3)) WITH (
  'connector' = 'datagen',
  'number-of-rows' = '1'
);
CREATE TABLE totals (name STRING, total DECIMAL(38, 2)) WITH (
  'connector' = 'kafka',
  'topic' = 'totals',
  'properties.bootstrap.servers' = 'broker:9092',
  'format' = 'json'
);
INSERT INTO totals SELECT name, SUM(amount) FROM orders GROUP BY name;
