-- BIN and HEX of negative numbers are two's complements.
CREATE TABLE t (n INT, i INT, bi BIGINT, f FLOAT, d DOUBLE, c DECIMAL(10, 2), g DECIMAL(38, 18)) WITH (
  'connector' = 'filesystem', 'path' = '${DIR}/values.json', 'format' = 'json');
SELECT 'bin hex', n, BIN(i), BIN(bi), HEX(i), HEX(bi), HEX(CAST(i AS STRING)) FROM t;
SELECT 'mod', n, MOD(i, 7), MOD(bi, 7), MOD(i, -7), MOD(bi, CAST(10 AS BIGINT)), i % 2 FROM t;
