-- JSON_OBJECT keys are literals.
SELECT JSON_OBJECT(x VALUE 1) FROM (VALUES ('k')) AS t(x);
