-- HOP with window_time, CUMULATE with named arguments.
CREATE TABLE orders (order_id BIGINT, user_id STRING, product STRING, amount DECIMAL(10,2), currency STRING, ts TIMESTAMP(3), ts_ms BIGINT,
  items ARRAY<ROW<sku STRING, qty INT>>, address ROW<city STRING, geo ROW<lat DOUBLE, lon DOUBLE>>, tags MAP<STRING,STRING>, payload STRING, status STRING,
  ltz AS TO_TIMESTAMP_LTZ(ts_ms, 3), proc AS PROCTIME(), day_of AS DATE_FORMAT(ts, 'yyyy-MM-dd'),
  WATERMARK FOR ts AS ts - INTERVAL '5' SECOND)
WITH ('connector'='filesystem','path'='${DIR}/orders.json','format'='json');
SELECT window_start, window_end, window_time, SUM(amount) FROM TABLE(HOP(TABLE orders, DESCRIPTOR(ts), INTERVAL '30' SECOND, INTERVAL '1' MINUTE)) GROUP BY window_start, window_end, window_time;
SELECT window_start, window_end, COUNT(*) FROM TABLE(CUMULATE(DATA => TABLE orders, TIMECOL => DESCRIPTOR(ts), STEP => INTERVAL '30' SECONDS, SIZE => INTERVAL '2' MINUTES)) GROUP BY window_start, window_end;
