-- FLOAT from too large a number.
SELECT CAST(s AS FLOAT) FROM (VALUES ('1'), ('1e39')) AS t(s);
