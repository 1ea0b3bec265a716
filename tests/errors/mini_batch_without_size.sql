-- The switch needs both limits, as in Flink.
SET 'table.exec.mini-batch.enabled' = 'true';
SET 'table.exec.mini-batch.allow-latency' = '1 s';
CREATE TABLE numbers (n INT) WITH ('connector' = 'datagen', 'number-of-rows' = '1');
SELECT n, COUNT(*) FROM numbers GROUP BY n;
