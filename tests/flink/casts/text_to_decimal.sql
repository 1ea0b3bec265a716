-- Text that is no number fails the job.
SELECT CAST(s AS DECIMAL(5, 2)) FROM (VALUES ('1'), ('x')) AS t(s);
