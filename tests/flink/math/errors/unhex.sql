-- UNHEX came with 2.0.
SELECT UNHEX(x) FROM (VALUES ('41')) AS t(x);
