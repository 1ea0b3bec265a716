SET 'parallelism.default' = 2;
SELECT 1;
