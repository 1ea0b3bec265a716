-- Rounding past the largest INT fails the job.
SELECT ROUND(x, -1) FROM (VALUES (12), (2147483647)) AS t(x);
