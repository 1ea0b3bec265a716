-- UNNEST of arrays of rows and of maps.
CREATE TABLE orders (order_id BIGINT, user_id STRING, product STRING, amount DECIMAL(10,2), currency STRING, ts TIMESTAMP(3), ts_ms BIGINT,
  items ARRAY<ROW<sku STRING, qty INT>>, address ROW<city STRING, geo ROW<lat DOUBLE, lon DOUBLE>>, tags MAP<STRING,STRING>, payload STRING, status STRING,
  ltz AS TO_TIMESTAMP_LTZ(ts_ms, 3), proc AS PROCTIME(), day_of AS DATE_FORMAT(ts, 'yyyy-MM-dd'),
  WATERMARK FOR ts AS ts - INTERVAL '5' SECOND)
WITH ('connector'='filesystem','path'='${DIR}/orders.json','format'='json');
SELECT order_id, i.sku, i.qty FROM orders CROSS JOIN UNNEST(items) AS i (sku, qty);
SELECT order_id, k, v FROM orders, UNNEST(tags) AS t (k, v);
SELECT order_id, t.sku FROM orders LEFT JOIN UNNEST(items) AS t (sku, qty) ON TRUE;
