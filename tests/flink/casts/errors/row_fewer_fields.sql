-- A ROW casts field by field to as many fields.
SELECT CAST(ROW(i, i, i) AS ROW<a INT, b INT>) FROM (VALUES (1)) AS v(i);
