-- A number that is too large for the type fails the job.
SELECT CAST(s AS TINYINT) FROM (VALUES ('127'), ('128')) AS t(s);
