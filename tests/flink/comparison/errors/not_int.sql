-- NOT needs a BOOLEAN.
SELECT NOT i FROM (VALUES (1)) AS v(i);
