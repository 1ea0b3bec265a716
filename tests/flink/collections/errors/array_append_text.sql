-- ARRAY_APPEND of another type.
SELECT ARRAY_APPEND(ARRAY[x], 'a') FROM (VALUES (1)) AS t(x);
