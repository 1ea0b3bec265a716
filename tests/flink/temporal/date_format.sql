-- DATE_FORMAT patterns are Java's DateTimeFormatter; text is read as a timestamp first.
CREATE TABLE t (n INT, ts TIMESTAMP(3), t9 TIMESTAMP(9), d DATE, t TIME(3), l TIMESTAMP_LTZ(3)) WITH (
  'connector' = 'filesystem', 'path' = '${DIR}/timestamps.json', 'format' = 'json');
SELECT 'usual', n, DATE_FORMAT(ts, 'yyyy-MM-dd HH:mm:ss'), DATE_FORMAT(ts, 'yyyy-MM-dd'), DATE_FORMAT(ts, 'HH:mm'), DATE_FORMAT(ts, 'yyyyMMdd'), DATE_FORMAT(ts, 'HH:mm:ss.SSS') FROM t;
SELECT 'names', n, DATE_FORMAT(ts, 'EEE, d MMM yyyy'), DATE_FORMAT(ts, 'EEEE MMMM'), DATE_FORMAT(ts, 'hh:mm a'), DATE_FORMAT(ts, 'G') FROM t;
SELECT 'numbers', n, DATE_FORMAT(ts, 'yy/M/d H:m:s'), DATE_FORMAT(ts, 'D'), DATE_FORMAT(ts, 'DDD'), DATE_FORMAT(ts, 'Q'), DATE_FORMAT(ts, 'QQQ'), DATE_FORMAT(ts, 'k'), DATE_FORMAT(ts, 'K') FROM t;
SELECT 'weeks', n, DATE_FORMAT(ts, 'YYYY-ww'), DATE_FORMAT(ts, 'w'), DATE_FORMAT(ts, 'e'), DATE_FORMAT(ts, 'u') FROM t;
SELECT 'quoted', n, DATE_FORMAT(ts, 'yyyy-MM-dd''T''HH:mm:ss'), DATE_FORMAT(ts, 'yyyy年MM月dd日'), DATE_FORMAT(ts, ''), DATE_FORMAT(ts, '''''yyyy') FROM t;
SELECT 'fractions', n, DATE_FORMAT(t9, 'S'), DATE_FORMAT(t9, 'SSS'), DATE_FORMAT(t9, 'SSSSSS'), DATE_FORMAT(t9, 'SSSSSSSSS'), DATE_FORMAT(t9, 'n') FROM t;
SELECT 'ltz', n, DATE_FORMAT(l, 'yyyy-MM-dd HH:mm:ss'), DATE_FORMAT(l, 'HH') FROM t;
SELECT 'text', n, DATE_FORMAT(CAST(ts AS STRING), 'yyyy/MM/dd'), DATE_FORMAT('2021-09-27 12:34:56', 'HH'), DATE_FORMAT('2021-09-27', 'yyyy'), DATE_FORMAT('x', 'yyyy') FROM t;
