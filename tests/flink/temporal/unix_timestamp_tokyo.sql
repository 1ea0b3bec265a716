-- UNIX_TIMESTAMP reads text as local time of Asia/Tokyo; bad text gives Long.MIN_VALUE.
CREATE TABLE t (n INT, s STRING) WITH (
  'connector' = 'filesystem', 'path' = '${DIR}/texts.json', 'format' = 'json');
SET 'table.local-time-zone' = 'Asia/Tokyo';
SELECT 'unix_timestamp', n, s, UNIX_TIMESTAMP(s), UNIX_TIMESTAMP(s, 'yyyy-MM-dd'), UNIX_TIMESTAMP(s, 'yyyy-MM-dd HH:mm:ss Z'), UNIX_TIMESTAMP(s, 'dd.MM.yyyy HH:mm') FROM t;
