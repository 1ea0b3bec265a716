-- IS JSON and its kinds.
CREATE TABLE t (n INT, s STRING) WITH (
  'connector' = 'filesystem', 'path' = '${DIR}/documents.json', 'format' = 'json');
SELECT 'is', n, s, s IS JSON, s IS JSON VALUE, s IS JSON SCALAR, s IS JSON ARRAY, s IS JSON OBJECT, s IS NOT JSON, s IS NOT JSON OBJECT FROM t;
