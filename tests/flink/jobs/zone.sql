-- Instants in the zone of the session.
CREATE TABLE orders (order_id BIGINT, user_id STRING, product STRING, amount DECIMAL(10,2), currency STRING, ts TIMESTAMP(3), ts_ms BIGINT,
  items ARRAY<ROW<sku STRING, qty INT>>, address ROW<city STRING, geo ROW<lat DOUBLE, lon DOUBLE>>, tags MAP<STRING,STRING>, payload STRING, status STRING,
  ltz AS TO_TIMESTAMP_LTZ(ts_ms, 3), proc AS PROCTIME(), day_of AS DATE_FORMAT(ts, 'yyyy-MM-dd'),
  WATERMARK FOR ts AS ts - INTERVAL '5' SECOND)
WITH ('connector'='filesystem','path'='${DIR}/orders.json','format'='json');
SET 'table.local-time-zone' = 'Asia/Shanghai';
SELECT order_id, ltz, CAST(ltz AS STRING), DATE_FORMAT(ltz, 'HH:mm'), CAST(ltz AS DATE), TO_TIMESTAMP_LTZ(ts_ms / 1000, 0), HOUR(ltz), FROM_UNIXTIME(ts_ms / 1000), CAST(ts AS TIMESTAMP_LTZ(3)), FLOOR(ltz TO DAY) FROM orders;
