-- STARTSWITH came with 2.0.
SELECT STARTSWITH(x, 'a') FROM (VALUES ('abc')) AS t(x);
