-- An array of numbers and text.
SELECT ARRAY[x, 'a'] FROM (VALUES (1)) AS t(x);
