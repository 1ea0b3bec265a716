-- Only t, f, y, n, yes, no, true, false, 1, 0 in any case, without blanks.
SELECT CAST(s AS BOOLEAN) FROM (VALUES ('yes'), (' true')) AS t(s);
