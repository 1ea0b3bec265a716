-- An unknown character set.
SELECT ENCODE(x, 'NOPE') FROM (VALUES ('a')) AS t(x);
