-- GREATEST of a number and text.
SELECT GREATEST(i, 'x') FROM (VALUES (1)) AS t(i);
