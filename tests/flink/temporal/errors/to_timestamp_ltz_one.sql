-- TO_TIMESTAMP_LTZ of one argument came with 2.0.
SELECT TO_TIMESTAMP_LTZ(x) FROM (VALUES (1)) AS t(x);
