-- Numbers are no dates.
SELECT CAST(i AS DATE) FROM (VALUES (1)) AS t(i);
