-- NULLIF of a number and text.
SELECT NULLIF(i, 'x') FROM (VALUES (1)) AS t(i);
