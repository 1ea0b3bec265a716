-- Arithmetic and conversions of times.
CREATE TABLE orders (order_id BIGINT, user_id STRING, product STRING, amount DECIMAL(10,2), currency STRING, ts TIMESTAMP(3), ts_ms BIGINT,
  items ARRAY<ROW<sku STRING, qty INT>>, address ROW<city STRING, geo ROW<lat DOUBLE, lon DOUBLE>>, tags MAP<STRING,STRING>, payload STRING, status STRING,
  ltz AS TO_TIMESTAMP_LTZ(ts_ms, 3), proc AS PROCTIME(), day_of AS DATE_FORMAT(ts, 'yyyy-MM-dd'),
  WATERMARK FOR ts AS ts - INTERVAL '5' SECOND)
WITH ('connector'='filesystem','path'='${DIR}/orders.json','format'='json');
SELECT order_id, ts + INTERVAL '1' DAY, ts - INTERVAL '2' HOUR, TIMESTAMPADD(MINUTE, 90, ts), TIMESTAMPDIFF(SECOND, ts, TIMESTAMP '2024-03-10 12:00:00'), TO_DATE('2024-01-31'), TO_DATE('31.01.2024','dd.MM.yyyy'), TO_TIMESTAMP('2024-01-31 12:00:00'), TO_TIMESTAMP('31/01/2024 1','dd/MM/yyyy H'), UNIX_TIMESTAMP('2024-01-31 12:00:00'), FROM_UNIXTIME(1700000000), FROM_UNIXTIME(1700000000, 'yyyyMMdd'), CONVERT_TZ('2024-01-01 00:00:00', 'UTC', 'Asia/Shanghai'), DATE '2024-02-29' + INTERVAL '1' YEAR, INTERVAL '1' DAY, LAST_VALUE(1) FROM orders GROUP BY order_id, ts;
