-- CASE, IF, COALESCE, NULLIF, IFNULL.
CREATE TABLE orders (order_id BIGINT, user_id STRING, product STRING, amount DECIMAL(10,2), currency STRING, ts TIMESTAMP(3), ts_ms BIGINT,
  items ARRAY<ROW<sku STRING, qty INT>>, address ROW<city STRING, geo ROW<lat DOUBLE, lon DOUBLE>>, tags MAP<STRING,STRING>, payload STRING, status STRING,
  ltz AS TO_TIMESTAMP_LTZ(ts_ms, 3), proc AS PROCTIME(), day_of AS DATE_FORMAT(ts, 'yyyy-MM-dd'),
  WATERMARK FOR ts AS ts - INTERVAL '5' SECOND)
WITH ('connector'='filesystem','path'='${DIR}/orders.json','format'='json');
SELECT order_id, CASE WHEN amount > 50 THEN 'big' WHEN amount > 10 THEN 'mid' WHEN amount IS NULL THEN 'none' ELSE 'small' END AS size_, CASE status WHEN 'PAID' THEN 1 WHEN 'NEW' THEN 0 END, IF(amount > 10, 'y', 'n'), COALESCE(user_id, 'anon'), NULLIF(currency, 'EUR'), IFNULL(product, '?') FROM orders;
