-- Text in arithmetic.
SELECT s + 1 FROM (VALUES ('1'), ('2')) AS t(s);
