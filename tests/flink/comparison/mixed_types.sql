-- Comparisons between types: numbers widen, text becomes the other side's type.
CREATE TABLE t (n INT, i INT, bi BIGINT, f FLOAT, d DOUBLE, c DECIMAL(10, 2), s STRING, dt DATE, ts TIMESTAMP(3), t TIME(3), b BOOLEAN) WITH (
  'connector' = 'filesystem', 'path' = '${DIR}/mixed.json', 'format' = 'json');
SELECT 'numbers', n, i = bi, i = f, i = d, i = c, bi = d, bi > d, f = d, f = c, d = c, c > f FROM t;
SELECT 'number constants', n, i = 1.0, i > 1.5, f = 0.1, d = 0.1, c = 0.1, c = 0.1E0, bi > 1E0, 1 = i FROM t;
SELECT 'text constants', n, dt = '2020-01-01', ts = '2020-01-01 00:00:00', t = '12:00:00', dt > '2020-01-01', ts < '2020-01-02 00:00:00' FROM t;
SELECT 'times', n, dt > DATE '2020-01-01', ts > TIMESTAMP '2020-01-01 00:00:00', t > TIME '12:00:00', ts = TIMESTAMP '2020-01-01 00:00:00.000000', dt BETWEEN DATE '2019-01-01' AND DATE '2020-01-01' FROM t;
SELECT 'distinct', n, i IS DISTINCT FROM bi, c IS NOT DISTINCT FROM d, s IS NOT DISTINCT FROM CAST(NULL AS STRING), dt IS DISTINCT FROM dt FROM t;
SELECT 'text and number', n, i > s, s < i, i BETWEEN '0' AND '5' FROM t WHERE n IN (1, 2, 4);
