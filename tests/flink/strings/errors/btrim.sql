-- BTRIM came with 2.0.
SELECT BTRIM(x) FROM (VALUES (' a ')) AS t(x);
