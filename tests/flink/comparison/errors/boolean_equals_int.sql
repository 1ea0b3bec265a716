-- BOOLEAN = INT.
SELECT b = i FROM (VALUES (TRUE, 1)) AS v(b, i);
