-- An object is no array.
SELECT JSON_QUERY('{"a":{"k":1}}', '$.a' RETURNING ARRAY<STRING> ERROR ON ERROR);
