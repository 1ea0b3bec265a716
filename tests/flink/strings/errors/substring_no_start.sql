-- SUBSTRING needs a start.
SELECT SUBSTRING(x) FROM (VALUES ('a')) AS t(x);
