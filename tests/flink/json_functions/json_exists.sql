-- JSON_EXISTS by lax and strict paths.
CREATE TABLE t (n INT, s STRING) WITH (
  'connector' = 'filesystem', 'path' = '${DIR}/documents.json', 'format' = 'json');
SELECT 'exists', n, JSON_EXISTS(s, '$'), JSON_EXISTS(s, '$.a'), JSON_EXISTS(s, 'lax $.a'), JSON_EXISTS(s, 'strict $.a'), JSON_EXISTS(s, '$.d'), JSON_EXISTS(s, '$.e.f[0]'), JSON_EXISTS(s, '$.e.f[2].g'), JSON_EXISTS(s, '$[1]') FROM t;
SELECT 'on error', n, JSON_EXISTS(s, 'strict $.zz' TRUE ON ERROR), JSON_EXISTS(s, 'strict $.zz' FALSE ON ERROR), JSON_EXISTS(s, 'strict $.zz' UNKNOWN ON ERROR) FROM t;
