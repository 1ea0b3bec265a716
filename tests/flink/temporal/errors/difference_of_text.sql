-- Text has no difference in days.
SELECT (s - s) DAY FROM (VALUES ('2021-01-01')) AS t(s);
