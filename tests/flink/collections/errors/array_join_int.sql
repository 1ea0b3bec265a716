-- ARRAY_JOIN of numbers.
SELECT ARRAY_JOIN(ARRAY[x], ',') FROM (VALUES (1)) AS t(x);
