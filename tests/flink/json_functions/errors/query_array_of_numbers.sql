-- The elements are text.
SELECT JSON_QUERY('{"a":[1]}', '$.a' RETURNING ARRAY<INT>);
