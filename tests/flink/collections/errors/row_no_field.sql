-- A field that the row lacks.
SELECT t.r.z FROM (SELECT CAST(ROW(x) AS ROW<y INT>) AS r FROM (VALUES (1)) AS v(x)) AS t;
