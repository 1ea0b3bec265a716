-- Timestamps are no numbers.
SELECT CAST(t AS BIGINT) FROM (VALUES (TIMESTAMP '2021-09-27 12:00:00')) AS v(t);
