-- TRY_CAST does not save an invalid pair.
SELECT TRY_CAST(i AS DATE) FROM (VALUES (1)) AS v(i);
