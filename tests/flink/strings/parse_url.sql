-- PARSE_URL of each part; unknown parts and bad URLs are NULL.
CREATE TABLE t (n INT, u STRING, k STRING) WITH (
  'connector' = 'filesystem', 'path' = '${DIR}/urls.json', 'format' = 'json');
SELECT 'parts', n, PARSE_URL(u, 'HOST'), PARSE_URL(u, 'PATH'), PARSE_URL(u, 'QUERY'), PARSE_URL(u, 'REF'), PARSE_URL(u, 'PROTOCOL') FROM t;
SELECT 'more parts', n, PARSE_URL(u, 'AUTHORITY'), PARSE_URL(u, 'FILE'), PARSE_URL(u, 'USERINFO'), PARSE_URL(u, 'host'), PARSE_URL(u, 'NONE') FROM t;
SELECT 'query', n, k, PARSE_URL(u, 'QUERY', k), PARSE_URL(u, 'QUERY', 'k1'), PARSE_URL(u, 'PATH', k) FROM t;
