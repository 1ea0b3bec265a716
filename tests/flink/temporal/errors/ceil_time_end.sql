-- CEIL of a TIME past midnight.
SELECT CEIL(x TO HOUR) FROM (VALUES (TIME '23:30:00')) AS t(x);
