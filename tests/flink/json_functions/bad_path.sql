-- A bad path.
SELECT JSON_VALUE(x, '$..[') FROM (VALUES ('{"a":1}')) AS t(x);
