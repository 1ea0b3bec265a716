-- ROUND of text.
SELECT ROUND(x) FROM (VALUES ('1.5')) AS t(x);
