-- CONCAT is NULL if any part is; CONCAT_WS skips NULL parts.
CREATE TABLE t (n INT, a STRING, b STRING, sep STRING, i INT) WITH (
  'connector' = 'filesystem', 'path' = '${DIR}/parts.json', 'format' = 'json');
SELECT 'concat', n, CONCAT(a, b), a || b, CONCAT(a), CONCAT(a, b, sep), a || '-' || b FROM t;
SELECT 'concat_ws', n, CONCAT_WS(sep, a, b), CONCAT_WS(',', a, b, a), CONCAT_WS(sep, a), CONCAT_WS('', a, b) FROM t;
SELECT 'with other types', n, CONCAT(a, CAST(i AS STRING)), a || CAST(i AS STRING), CONCAT_WS('-', a, CAST(i AS STRING)) FROM t;
