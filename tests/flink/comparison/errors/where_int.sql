-- A condition must be BOOLEAN.
SELECT i FROM (VALUES (1)) AS v(i) WHERE i;
