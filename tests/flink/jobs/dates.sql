-- Dates formatted, taken apart and rounded.
CREATE TABLE orders (order_id BIGINT, user_id STRING, product STRING, amount DECIMAL(10,2), currency STRING, ts TIMESTAMP(3), ts_ms BIGINT,
  items ARRAY<ROW<sku STRING, qty INT>>, address ROW<city STRING, geo ROW<lat DOUBLE, lon DOUBLE>>, tags MAP<STRING,STRING>, payload STRING, status STRING,
  ltz AS TO_TIMESTAMP_LTZ(ts_ms, 3), proc AS PROCTIME(), day_of AS DATE_FORMAT(ts, 'yyyy-MM-dd'),
  WATERMARK FOR ts AS ts - INTERVAL '5' SECOND)
WITH ('connector'='filesystem','path'='${DIR}/orders.json','format'='json');
SELECT order_id, DATE_FORMAT(ts, 'yyyy/MM/dd HH:mm'), DATE_FORMAT(ltz, 'yyyy-MM-dd''T''HH:mm:ss.SSS'), ltz, CAST(ltz AS TIMESTAMP(3)), CAST(ts AS DATE), CAST(ts AS TIME), day_of, EXTRACT(HOUR FROM ts), HOUR(ts), MINUTE(ts), DAYOFWEEK(ts), DAYOFYEAR(CAST(ts AS DATE)), QUARTER(ts), WEEK(CAST(ts AS DATE)), FLOOR(ts TO MINUTE), CEIL(ts TO HOUR) FROM orders;
