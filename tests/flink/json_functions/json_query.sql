-- JSON_QUERY with wrappers, ON EMPTY and ON ERROR.
CREATE TABLE t (n INT, s STRING) WITH (
  'connector' = 'filesystem', 'path' = '${DIR}/documents.json', 'format' = 'json');
SELECT 'query', n, JSON_QUERY(s, '$'), JSON_QUERY(s, '$.a'), JSON_QUERY(s, '$.e'), JSON_QUERY(s, '$.e.f'), JSON_QUERY(s, '$.i'), JSON_QUERY(s, '$.d') FROM t;
SELECT 'wrapper', n, JSON_QUERY(s, '$.a' WITH WRAPPER), JSON_QUERY(s, '$.a' WITHOUT WRAPPER), JSON_QUERY(s, '$.e' WITH CONDITIONAL WRAPPER), JSON_QUERY(s, '$.e.f' WITH UNCONDITIONAL WRAPPER), JSON_QUERY(s, '$.e.f' WITH CONDITIONAL ARRAY WRAPPER), JSON_QUERY(s, '$.a' WITH CONDITIONAL WRAPPER) FROM t;
SELECT 'empty', n, JSON_QUERY(s, 'lax $.zz' EMPTY ARRAY ON EMPTY), JSON_QUERY(s, 'lax $.zz' EMPTY OBJECT ON EMPTY), JSON_QUERY(s, 'lax $.a' EMPTY ARRAY ON ERROR), JSON_QUERY(s, 'strict $.zz' EMPTY OBJECT ON ERROR), JSON_QUERY(s, 'lax $.e.f[*].g') FROM t;
