CREATE TABLE orders (id BIGINT, name STRING, amount DECIMAL(10, 2), ts TIMESTAMP(3)) WITH (
  'connector' = 'datagen',
  'number-of-rows' = '1'
);
CREATE TABLE customers (name STRING, city STRING) WITH (
  'connector' = 'jdbc',
  'url' = 'jdbc:mysql://db/shop',
  'table-name' = 'customers'
);
SELECT orders.id, customers.city FROM orders JOIN customers ON orders.name = customers.name;
