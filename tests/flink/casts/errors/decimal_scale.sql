-- A scale above the precision.
SELECT CAST(i AS DECIMAL(5, 6)) FROM (VALUES (1)) AS v(i);
