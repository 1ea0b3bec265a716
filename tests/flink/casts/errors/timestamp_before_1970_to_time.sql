-- The time of day of a TIMESTAMP before 1970 is negative inside Flink.
SELECT CAST(t AS TIME(3)) FROM (VALUES (TIMESTAMP '1969-12-31 23:59:59.999')) AS v(t);
