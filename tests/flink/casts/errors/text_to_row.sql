-- Text to ROW.
SELECT CAST(s AS ROW<a INT>) FROM (VALUES ('(1)')) AS v(s);
