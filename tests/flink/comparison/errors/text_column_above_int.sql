-- Text > INT casts the text to the number, and bad text fails the job.
SELECT s > i FROM (VALUES ('2', 1), ('x', 1)) AS t(s, i);
