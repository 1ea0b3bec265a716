-- ROUND of a DECIMAL by a column.
SELECT ROUND(c, i) FROM (VALUES (1.25, 1), (2.35, 0)) AS t(c, i);
