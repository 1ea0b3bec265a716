-- ERROR ON ERROR.
SELECT JSON_QUERY(x, 'strict $.b' ERROR ON ERROR) FROM (VALUES ('{"a":1}')) AS t(x);
