-- IFNULL of a number and text.
SELECT IFNULL(i, 'x') FROM (VALUES (1)) AS t(i);
