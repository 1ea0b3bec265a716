-- DECIMAL division by zero fails the job.
SELECT a / b FROM (VALUES (4.0, 2.0), (1.0, 0.0)) AS t(a, b);
