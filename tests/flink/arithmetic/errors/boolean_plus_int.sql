-- BOOLEAN in arithmetic.
SELECT b + 1 FROM (VALUES (TRUE)) AS t(b);
