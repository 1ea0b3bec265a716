-- Casts of everyday columns.
CREATE TABLE orders (order_id BIGINT, user_id STRING, product STRING, amount DECIMAL(10,2), currency STRING, ts TIMESTAMP(3), ts_ms BIGINT,
  items ARRAY<ROW<sku STRING, qty INT>>, address ROW<city STRING, geo ROW<lat DOUBLE, lon DOUBLE>>, tags MAP<STRING,STRING>, payload STRING, status STRING,
  ltz AS TO_TIMESTAMP_LTZ(ts_ms, 3), proc AS PROCTIME(), day_of AS DATE_FORMAT(ts, 'yyyy-MM-dd'),
  WATERMARK FOR ts AS ts - INTERVAL '5' SECOND)
WITH ('connector'='filesystem','path'='${DIR}/orders.json','format'='json');
SELECT order_id, CAST(order_id AS STRING), CAST(amount AS INT), CAST(amount AS STRING), CAST('12' AS INT), TRY_CAST(product AS INT), CAST(amount AS DOUBLE), CAST(ts AS STRING), CAST(items AS STRING), CAST(address AS STRING), CAST(tags AS STRING), CAST(TRUE AS STRING), CAST(amount AS DECIMAL(5,1)) FROM orders;
