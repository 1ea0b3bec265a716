-- CHR and ASCII.
CREATE TABLE t (n INT, i INT, bi BIGINT) WITH (
  'connector' = 'filesystem', 'path' = '${DIR}/codes.json', 'format' = 'json');
SELECT 'chr', n, i, CHR(i), ASCII(CHR(i)), CHR(bi), HEX(CHR(i)) FROM t;
