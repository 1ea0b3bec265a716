-- A constant index 0.
SELECT ARRAY[x][0] FROM (VALUES (1)) AS t(x);
