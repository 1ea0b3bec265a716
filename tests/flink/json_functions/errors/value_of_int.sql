-- JSON_VALUE of a number.
SELECT JSON_VALUE(x, '$') FROM (VALUES (1)) AS t(x);
