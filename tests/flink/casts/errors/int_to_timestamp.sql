-- Numbers are no timestamps.
SELECT CAST(i AS TIMESTAMP(3)) FROM (VALUES (1)) AS t(i);
