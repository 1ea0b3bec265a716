-- COALESCE of numbers and text.
SELECT COALESCE(i, 'x') FROM (VALUES (1)) AS t(i);
