-- UPPER of a number.
SELECT UPPER(x) FROM (VALUES (1)) AS t(x);
