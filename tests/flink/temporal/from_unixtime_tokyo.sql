-- FROM_UNIXTIME and TO_TIMESTAMP_LTZ in Asia/Tokyo.
CREATE TABLE t (n INT, s BIGINT, i INT) WITH (
  'connector' = 'filesystem', 'path' = '${DIR}/epochs.json', 'format' = 'json');
SET 'table.local-time-zone' = 'Asia/Tokyo';
SELECT 'from_unixtime', n, s, FROM_UNIXTIME(s), FROM_UNIXTIME(s, 'yyyy/MM/dd HH'), FROM_UNIXTIME(i), FROM_UNIXTIME(s, 'yyyy-MM-dd''T''HH:mm:ss.SSSXXX') FROM t;
SELECT 'to_timestamp_ltz', n, TO_TIMESTAMP_LTZ(s, 0), TO_TIMESTAMP_LTZ(s, 3), TO_TIMESTAMP_LTZ(i, 0), CAST(TO_TIMESTAMP_LTZ(s, 3) AS STRING), CAST(TO_TIMESTAMP_LTZ(s, 0) AS TIMESTAMP(3)) FROM t;
