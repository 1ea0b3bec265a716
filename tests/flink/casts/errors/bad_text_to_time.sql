-- Text that is no time fails the job.
SELECT CAST(s AS TIME) FROM (VALUES ('12:34:56'), ('noon')) AS t(s);
