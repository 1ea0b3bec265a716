-- CREATE TABLE LIKE, SHOW and DESCRIBE.
CREATE TABLE orders (order_id BIGINT, user_id STRING, product STRING, amount DECIMAL(10,2), currency STRING, ts TIMESTAMP(3), ts_ms BIGINT,
  items ARRAY<ROW<sku STRING, qty INT>>, address ROW<city STRING, geo ROW<lat DOUBLE, lon DOUBLE>>, tags MAP<STRING,STRING>, payload STRING, status STRING,
  ltz AS TO_TIMESTAMP_LTZ(ts_ms, 3), proc AS PROCTIME(), day_of AS DATE_FORMAT(ts, 'yyyy-MM-dd'),
  WATERMARK FOR ts AS ts - INTERVAL '5' SECOND)
WITH ('connector'='filesystem','path'='${DIR}/orders.json','format'='json');
CREATE TABLE out1 WITH ('connector'='print') LIKE orders (EXCLUDING ALL);
SHOW CREATE TABLE out1;
DESCRIBE out1;
CREATE TABLE like2 (extra INT) WITH ('path'='${DIR}/other') LIKE orders;
DESCRIBE like2;
SHOW TABLES;
SHOW VIEWS;
SHOW COLUMNS FROM orders LIKE 't%';
