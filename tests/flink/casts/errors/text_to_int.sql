-- Text that is no number fails the job.
SELECT CAST(s AS INT) FROM (VALUES ('12'), ('abc')) AS t(s);
