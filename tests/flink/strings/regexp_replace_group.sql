-- A group that the pattern lacks in the replacement.
SELECT REGEXP_REPLACE(x, 'a', '$3') FROM (VALUES ('a')) AS t(x);
