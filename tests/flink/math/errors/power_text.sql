-- POWER of text.
SELECT POWER(x, 2) FROM (VALUES ('2')) AS t(x);
