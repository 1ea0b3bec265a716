-- CURRENT_WATERMARK is the watermark before the row: NULL before the first; late rows are found by it.
CREATE TABLE t (n INT, ts TIMESTAMP(3), WATERMARK FOR ts AS ts - INTERVAL '2' SECOND)
WITH ('connector' = 'filesystem', 'path' = '${DIR}/current_watermark.json', 'format' = 'json');
SELECT 'watermark', n, CURRENT_WATERMARK(ts) FROM t;
SELECT 'in time', n FROM t WHERE CURRENT_WATERMARK(ts) IS NULL OR ts > CURRENT_WATERMARK(ts);
SELECT 'late', n, CASE WHEN ts <= CURRENT_WATERMARK(ts) THEN 'late' ELSE 'in time' END FROM t WHERE n > 1;
