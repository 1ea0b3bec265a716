-- OVERLAPS, casts of arrays, CURRENT_WATERMARK, TYPEOF.
CREATE TABLE orders (order_id BIGINT, user_id STRING, product STRING, amount DECIMAL(10,2), currency STRING, ts TIMESTAMP(3), ts_ms BIGINT,
  items ARRAY<ROW<sku STRING, qty INT>>, address ROW<city STRING, geo ROW<lat DOUBLE, lon DOUBLE>>, tags MAP<STRING,STRING>, payload STRING, status STRING,
  ltz AS TO_TIMESTAMP_LTZ(ts_ms, 3), proc AS PROCTIME(), day_of AS DATE_FORMAT(ts, 'yyyy-MM-dd'),
  WATERMARK FOR ts AS ts - INTERVAL '5' SECOND)
WITH ('connector'='filesystem','path'='${DIR}/orders.json','format'='json');
SELECT order_id, (ts, ts + INTERVAL '1' HOUR) OVERLAPS (TIMESTAMP '2024-03-10 10:30:00', TIMESTAMP '2024-03-10 11:30:00'), CAST(items AS ARRAY<ROW<sku STRING, qty BIGINT>>), CURRENT_WATERMARK(ts), TYPEOF(amount * 2), CAST(NULL AS INT), TYPEOF(address) FROM orders;
