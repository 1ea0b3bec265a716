-- Functions of text.
CREATE TABLE orders (order_id BIGINT, user_id STRING, product STRING, amount DECIMAL(10,2), currency STRING, ts TIMESTAMP(3), ts_ms BIGINT,
  items ARRAY<ROW<sku STRING, qty INT>>, address ROW<city STRING, geo ROW<lat DOUBLE, lon DOUBLE>>, tags MAP<STRING,STRING>, payload STRING, status STRING,
  ltz AS TO_TIMESTAMP_LTZ(ts_ms, 3), proc AS PROCTIME(), day_of AS DATE_FORMAT(ts, 'yyyy-MM-dd'),
  WATERMARK FOR ts AS ts - INTERVAL '5' SECOND)
WITH ('connector'='filesystem','path'='${DIR}/orders.json','format'='json');
SELECT order_id, UPPER(product), LOWER(product), CHAR_LENGTH(product), SUBSTRING(product FROM 2 FOR 3), SUBSTR(product, -3), TRIM(BOTH 'a' FROM product), LPAD(CAST(order_id AS STRING), 5, '0'), RPAD(status, 6, '*'), REPLACE(product, 'a', 'A'), POSITION('an' IN product), LOCATE('a', product, 2), CONCAT(user_id, '-', status), user_id || ':' || currency, CONCAT_WS(',', user_id, currency, status), REVERSE(product), INITCAP(product), LEFT(product, 3), RIGHT(product, 3), REPEAT('x', 3), SPLIT_INDEX(product, ' ', 0), REGEXP_EXTRACT(product, '([a-z]+)', 1), REGEXP_REPLACE(product, '[aeiou]', '*'), REGEXP(product, '^a'), MD5(user_id), TO_BASE64(user_id), ASCII(status), CHR(65), OVERLAY(status PLACING 'zz' FROM 1 FOR 1) FROM orders;
