-- TO_DATE of a long number throws.
SELECT TO_DATE(x) FROM (VALUES ('20210927123456')) AS t(x);
