-- ABS of text.
SELECT ABS(x) FROM (VALUES ('a')) AS t(x);
