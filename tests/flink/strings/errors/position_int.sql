-- POSITION in a number.
SELECT POSITION('a' IN x) FROM (VALUES (1)) AS t(x);
