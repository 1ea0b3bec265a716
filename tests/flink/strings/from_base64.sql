-- FROM_BASE64 decodes to text; a missing padding is accepted.
CREATE TABLE t (n INT, s STRING) WITH (
  'connector' = 'filesystem', 'path' = '${DIR}/base64.json', 'format' = 'json');
SELECT 'from_base64', n, s, FROM_BASE64(s) FROM t;
