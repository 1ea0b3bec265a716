-- Text to ARRAY.
SELECT CAST(s AS ARRAY<INT>) FROM (VALUES ('[1]')) AS v(s);
