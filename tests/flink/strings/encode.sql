-- TO_BASE64, FROM_BASE64, ENCODE, DECODE and HEX of text.
CREATE TABLE t (n INT, s STRING) WITH (
  'connector' = 'filesystem', 'path' = '${DIR}/texts.json', 'format' = 'json');
SELECT 'base64', n, TO_BASE64(s), FROM_BASE64(TO_BASE64(s)), HEX(s) FROM t;
SELECT 'encode', n, ENCODE(s, 'UTF-8'), ENCODE(s, 'US-ASCII'), ENCODE(s, 'ISO-8859-1'), ENCODE(s, 'UTF-16LE') FROM t;
SELECT 'decode', n, DECODE(ENCODE(s, 'UTF-8'), 'UTF-8'), DECODE(ENCODE(s, 'ISO-8859-1'), 'ISO-8859-1'), DECODE(ENCODE(s, 'UTF-8'), 'ISO-8859-1') FROM t;
