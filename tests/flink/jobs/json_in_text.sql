-- JSON in a text column: values, queries, existence.
CREATE TABLE orders (order_id BIGINT, user_id STRING, product STRING, amount DECIMAL(10,2), currency STRING, ts TIMESTAMP(3), ts_ms BIGINT,
  items ARRAY<ROW<sku STRING, qty INT>>, address ROW<city STRING, geo ROW<lat DOUBLE, lon DOUBLE>>, tags MAP<STRING,STRING>, payload STRING, status STRING,
  ltz AS TO_TIMESTAMP_LTZ(ts_ms, 3), proc AS PROCTIME(), day_of AS DATE_FORMAT(ts, 'yyyy-MM-dd'),
  WATERMARK FOR ts AS ts - INTERVAL '5' SECOND)
WITH ('connector'='filesystem','path'='${DIR}/orders.json','format'='json');
SELECT order_id, JSON_VALUE(payload, '$.type'), JSON_VALUE(payload, '$.n.x[1]'), JSON_QUERY(payload, '$.n'), JSON_VALUE(payload,'$.ok' RETURNING BOOLEAN), JSON_EXISTS(payload, '$.n.x') FROM orders WHERE order_id <> 3;
