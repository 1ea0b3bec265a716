-- YEAR of text.
SELECT YEAR(x) FROM (VALUES ('2021-01-01')) AS t(x);
