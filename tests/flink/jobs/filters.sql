-- LIKE, IN, BETWEEN, SIMILAR TO, IS DISTINCT FROM.
CREATE TABLE orders (order_id BIGINT, user_id STRING, product STRING, amount DECIMAL(10,2), currency STRING, ts TIMESTAMP(3), ts_ms BIGINT,
  items ARRAY<ROW<sku STRING, qty INT>>, address ROW<city STRING, geo ROW<lat DOUBLE, lon DOUBLE>>, tags MAP<STRING,STRING>, payload STRING, status STRING,
  ltz AS TO_TIMESTAMP_LTZ(ts_ms, 3), proc AS PROCTIME(), day_of AS DATE_FORMAT(ts, 'yyyy-MM-dd'),
  WATERMARK FOR ts AS ts - INTERVAL '5' SECOND)
WITH ('connector'='filesystem','path'='${DIR}/orders.json','format'='json');
SELECT order_id FROM orders WHERE product LIKE '%an%' OR product LIKE '%50!%' ESCAPE '!' ;
SELECT order_id FROM orders WHERE status IN ('PAID','NEW') AND currency NOT IN ('USD') AND order_id BETWEEN 1 AND 4;
SELECT order_id, product SIMILAR TO '(a|D)%', product NOT LIKE 'a%', user_id IS DISTINCT FROM 'u1' FROM orders;
