-- CONCAT of a number.
SELECT CONCAT(x, 'a') FROM (VALUES (1)) AS t(x);
