-- A path without $.
SELECT JSON_VALUE(x, 'a') FROM (VALUES ('{"a":1}')) AS t(x);
