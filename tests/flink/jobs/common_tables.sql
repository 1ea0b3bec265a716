-- CTEs, DISTINCT, aggregates with FILTER.
CREATE TABLE orders (order_id BIGINT, user_id STRING, product STRING, amount DECIMAL(10,2), currency STRING, ts TIMESTAMP(3), ts_ms BIGINT,
  items ARRAY<ROW<sku STRING, qty INT>>, address ROW<city STRING, geo ROW<lat DOUBLE, lon DOUBLE>>, tags MAP<STRING,STRING>, payload STRING, status STRING,
  ltz AS TO_TIMESTAMP_LTZ(ts_ms, 3), proc AS PROCTIME(), day_of AS DATE_FORMAT(ts, 'yyyy-MM-dd'),
  WATERMARK FOR ts AS ts - INTERVAL '5' SECOND)
WITH ('connector'='filesystem','path'='${DIR}/orders.json','format'='json');
WITH p AS (SELECT user_id, amount FROM orders WHERE amount IS NOT NULL), q AS (SELECT user_id, SUM(amount) AS s FROM p GROUP BY user_id) SELECT user_id, s FROM q WHERE s > 5;
SELECT DISTINCT currency FROM orders;
SELECT COUNT(*), COUNT(user_id), SUM(amount) FILTER (WHERE status = 'PAID'), COUNT(DISTINCT currency) FROM orders;
