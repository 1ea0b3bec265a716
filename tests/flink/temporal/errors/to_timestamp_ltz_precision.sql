-- TO_TIMESTAMP_LTZ knows precision 0 and 3.
SELECT TO_TIMESTAMP_LTZ(x, 6) FROM (VALUES (1)) AS t(x);
