-- A time of day has no date.
SELECT CAST(d AS DATE) FROM (VALUES (TIME '10:00:00')) AS v(d);
