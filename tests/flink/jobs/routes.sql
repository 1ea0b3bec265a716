-- Statement sets, NOT NULL columns, columns by name.
CREATE TABLE orders (order_id BIGINT, user_id STRING, product STRING, amount DECIMAL(10,2), currency STRING, ts TIMESTAMP(3), ts_ms BIGINT,
  items ARRAY<ROW<sku STRING, qty INT>>, address ROW<city STRING, geo ROW<lat DOUBLE, lon DOUBLE>>, tags MAP<STRING,STRING>, payload STRING, status STRING,
  ltz AS TO_TIMESTAMP_LTZ(ts_ms, 3), proc AS PROCTIME(), day_of AS DATE_FORMAT(ts, 'yyyy-MM-dd'),
  WATERMARK FOR ts AS ts - INTERVAL '5' SECOND)
WITH ('connector'='filesystem','path'='${DIR}/orders.json','format'='json');
CREATE TABLE a (id BIGINT, s STRING) WITH ('connector'='print','print-identifier'='a');
CREATE TABLE b (id BIGINT, city STRING NOT NULL) WITH ('connector'='print','print-identifier'='b');
EXECUTE STATEMENT SET BEGIN
INSERT INTO a SELECT order_id, status FROM orders WHERE status <> 'NEW';
END;
SET 'table.exec.sink.not-null-enforcer'='DROP';
INSERT INTO b SELECT order_id, address.city FROM orders;
INSERT INTO b (city, id) VALUES ('x', 1), ('y', 2);
INSERT INTO a (id) SELECT order_id FROM orders WHERE order_id = 1;
