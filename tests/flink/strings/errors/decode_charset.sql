-- An unknown character set.
SELECT DECODE(x, 'NOPE') FROM (VALUES (X'61')) AS t(x);
