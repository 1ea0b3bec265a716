-- A date that does not exist fails the job.
SELECT CAST(s AS DATE) FROM (VALUES ('2021-02-28'), ('2021-02-29')) AS t(s);
