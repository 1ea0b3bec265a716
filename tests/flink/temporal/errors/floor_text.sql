-- FLOOR of text to a unit.
SELECT FLOOR(x TO DAY) FROM (VALUES ('2021-01-01')) AS t(x);
