-- JSON_VALUE of scalars, with RETURNING, ON EMPTY and ON ERROR.
CREATE TABLE t (n INT, s STRING) WITH (
  'connector' = 'filesystem', 'path' = '${DIR}/documents.json', 'format' = 'json');
SELECT 'value', n, JSON_VALUE(s, '$.a'), JSON_VALUE(s, '$.b'), JSON_VALUE(s, '$.c'), JSON_VALUE(s, '$.d'), JSON_VALUE(s, '$.e'), JSON_VALUE(s, '$.h'), JSON_VALUE(s, '$'), JSON_VALUE(s, '$.i') FROM t;
SELECT 'paths', n, JSON_VALUE(s, 'lax $.a'), JSON_VALUE(s, 'strict $.a'), JSON_VALUE(s, '$.e.f[1]'), JSON_VALUE(s, '$.e.f[2].g'), JSON_VALUE(s, '$[1]'), JSON_VALUE(s, '$[3].a'), JSON_VALUE(s, '$.a.b.c'), JSON_VALUE(s, '$[''a b'']'), JSON_VALUE(s, '$.ä') FROM t;
SELECT 'returning', n, JSON_VALUE(s, '$.b' RETURNING STRING) FROM t;
SELECT 'returning others', n, JSON_VALUE(s, '$.c' RETURNING BOOLEAN), JSON_VALUE(s, '$.a' RETURNING INTEGER), JSON_VALUE(s, '$.h' RETURNING DOUBLE) FROM t WHERE n = 1;
SELECT 'empty', n, JSON_VALUE(s, 'lax $.zz' DEFAULT 'none' ON EMPTY), JSON_VALUE(s, 'lax $.e' DEFAULT 'err' ON ERROR), JSON_VALUE(s, 'lax $.zz' NULL ON EMPTY DEFAULT 'err' ON ERROR), JSON_VALUE(s, 'strict $.zz' DEFAULT 'none' ON EMPTY DEFAULT 'err' ON ERROR) FROM t;
