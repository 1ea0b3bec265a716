-- BYTES to text decodes UTF-8; to BINARY(n) cuts and pads with zero bytes; declared lengths are not enforced.
CREATE TABLE t (n INT, b BYTES, f AS b) WITH (
  'connector' = 'filesystem', 'path' = '${DIR}/bytes.json', 'format' = 'json');
SELECT 'to text', n, CAST(b AS STRING), '<' || CAST(b AS CHAR(3)) || '>', '<' || CAST(b AS VARCHAR(3)) || '>' FROM t;
SELECT 'to bytes', n, b, CAST(b AS BINARY(4)), CAST(b AS VARBINARY(2)), CAST(b AS BINARY), CAST(b AS BYTES) FROM t;
