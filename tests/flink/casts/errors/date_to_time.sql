-- A date has no time of day.
SELECT CAST(d AS TIME) FROM (VALUES (DATE '2021-09-27')) AS v(d);
