-- Hashes of text are lower-case hex of its UTF-8 bytes.
CREATE TABLE t (n INT, s STRING, b BYTES, k INT) WITH (
  'connector' = 'filesystem', 'path' = '${DIR}/texts.json', 'format' = 'json');
SELECT 'short', n, MD5(s), SHA1(s), SHA224(s) FROM t;
SELECT 'long', n, SHA256(s), SHA384(s) FROM t;
SELECT 'longest', n, SHA512(s) FROM t;
SELECT 'sha2', n, SHA2(s, 224), SHA2(s, 256), SHA2(s, 384), SHA2(s, 512) FROM t;
