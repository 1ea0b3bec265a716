-- CASE whose branches are all NULL.
SELECT CASE WHEN i > 0 THEN NULL ELSE NULL END FROM (VALUES (1)) AS t(i);
