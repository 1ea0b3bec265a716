-- A group that the pattern lacks, as a constant.
SELECT REGEXP_EXTRACT(x, 'a', 3) FROM (VALUES ('a')) AS t(x);
