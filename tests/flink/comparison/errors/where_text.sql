-- A condition must be BOOLEAN.
SELECT s FROM (VALUES ('true')) AS v(s) WHERE s;
