-- An empty object is no array.
SELECT JSON_QUERY('{"a":5}', 'lax $.b' RETURNING ARRAY<STRING> EMPTY OBJECT ON EMPTY);
