-- BETWEEN over text and numbers.
SELECT s BETWEEN 0 AND 5 FROM (VALUES ('1')) AS v(s);
