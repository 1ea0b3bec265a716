-- Arithmetic and its functions.
CREATE TABLE orders (order_id BIGINT, user_id STRING, product STRING, amount DECIMAL(10,2), currency STRING, ts TIMESTAMP(3), ts_ms BIGINT,
  items ARRAY<ROW<sku STRING, qty INT>>, address ROW<city STRING, geo ROW<lat DOUBLE, lon DOUBLE>>, tags MAP<STRING,STRING>, payload STRING, status STRING,
  ltz AS TO_TIMESTAMP_LTZ(ts_ms, 3), proc AS PROCTIME(), day_of AS DATE_FORMAT(ts, 'yyyy-MM-dd'),
  WATERMARK FOR ts AS ts - INTERVAL '5' SECOND)
WITH ('connector'='filesystem','path'='${DIR}/orders.json','format'='json');
SELECT amount + 1, amount - order_id, amount * amount, amount / 3, order_id / 2, MOD(order_id, 2), order_id % 3, -amount, ABS(-amount), POWER(order_id, 2), SQRT(order_id), ROUND(amount, 1), FLOOR(amount), CEIL(amount), TRUNCATE(amount, 1), SIGN(amount), LN(order_id), LOG10(order_id), EXP(1), PI(), GREATEST(order_id, 3), LEAST(order_id, 3), BIN(order_id), HEX(order_id) FROM orders;
