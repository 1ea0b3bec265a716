-- An hour above 23 fails with CAST and TRY_CAST alike.
SELECT TRY_CAST(s AS TIME) FROM (VALUES ('23:00:00'), ('25:00:00')) AS t(s);
