-- Unlike numbers, text that is too large for a DECIMAL fails the job.
SELECT CAST(s AS DECIMAL(5, 2)) FROM (VALUES ('999.99'), ('1000')) AS t(s);
