-- LIKE needs text.
SELECT i LIKE '1%' FROM (VALUES (1)) AS v(i);
