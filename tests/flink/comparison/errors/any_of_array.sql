-- ANY takes a list or a query, not an array.
SELECT x = ANY (ARRAY[1, 2]) FROM (VALUES (1)) AS t(x);
