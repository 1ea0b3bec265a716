-- REPEAT by text.
SELECT REPEAT(x, '2') FROM (VALUES ('a')) AS t(x);
