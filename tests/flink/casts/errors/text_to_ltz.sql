-- Text that is no timestamp fails the job.
SELECT CAST(s AS TIMESTAMP_LTZ(3)) FROM (VALUES ('2021-09-27 12:00:00'), ('yesterday')) AS t(s);
