-- Text that is no number fails the job.
SELECT CAST(s AS DOUBLE) FROM (VALUES ('1e3'), ('1,5')) AS t(s);
