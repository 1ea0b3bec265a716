-- BOOLEAN = text.
SELECT b = s FROM (VALUES (TRUE, 'true')) AS v(b, s);
