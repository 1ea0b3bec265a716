-- DECIMAL has at most 38 digits.
SELECT CAST(i AS DECIMAL(39, 2)) FROM (VALUES (1)) AS v(i);
