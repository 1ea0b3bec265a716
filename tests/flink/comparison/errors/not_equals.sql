-- Flink knows only <>.
SELECT 1 != 2;
