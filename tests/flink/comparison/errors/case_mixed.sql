-- CASE of text and numbers.
SELECT CASE WHEN i > 0 THEN 'a' ELSE i END FROM (VALUES (1)) AS v(i);
