-- Integer arithmetic wraps; the result has the wider type.
CREATE TABLE t (n INT, ti TINYINT, si SMALLINT, i INT, bi BIGINT) WITH (
  'connector' = 'filesystem', 'path' = '${DIR}/integers.json', 'format' = 'json');
SELECT 'plus', n, ti + ti, si + si, i + i, bi + bi, ti + 1, i + 1, bi + 1 FROM t;
SELECT 'minus', n, ti - CAST(1 AS TINYINT), i - 1, bi - 1, 0 - i, 0 - bi, i - bi FROM t;
SELECT 'times', n, ti * ti, si * si, i * i, bi * bi, i * 2, bi * 10, i * bi FROM t;
SELECT 'negate', n, -ti, -si, -i, -bi, +i, -(-i) FROM t;
SELECT 'divide', n, ti / -1, i / -1, bi / -1, i / 7, bi / 7, bi / 1000 FROM t;
SELECT 'modulo', n, ti % 7, i % 7, bi % 7, bi % -7, MOD(i, 10), MOD(bi, -10) FROM t;
