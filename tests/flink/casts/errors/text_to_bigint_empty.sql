-- Empty text is no number.
SELECT CAST(s AS BIGINT) FROM (VALUES ('7'), ('')) AS t(s);
