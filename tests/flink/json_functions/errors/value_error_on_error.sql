-- ERROR ON ERROR.
SELECT JSON_VALUE(x, 'strict $.b' ERROR ON ERROR) FROM (VALUES ('{"a":1}')) AS t(x);
