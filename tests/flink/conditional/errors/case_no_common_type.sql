-- CASE of numbers and dates.
SELECT CASE WHEN i > 0 THEN 1 ELSE DATE '2020-01-01' END FROM (VALUES (1)) AS t(i);
