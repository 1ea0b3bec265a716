-- JSON of decimals has no trailing zeros and may have an exponent; fields of rows are sorted by name.
CREATE TABLE t (n INT, d DECIMAL(20, 8), r ROW<zeta INT, alpha DECIMAL(6, 2), `B` ROW<y INT, x INT>>, a ARRAY<DECIMAL(6, 2)>, m MAP<STRING, DECIMAL(6, 2)>)
WITH ('connector' = 'filesystem', 'path' = '${DIR}/decimals.json', 'format' = 'json');
SELECT 'string', n, JSON_STRING(d), JSON_STRING(r), JSON_STRING(a), JSON_STRING(m) FROM t;
SELECT 'object', n, JSON_OBJECT('z' VALUE d, 'r' VALUE JSON_STRING(r)), JSON_ARRAY(d, 100.00, 1.50) FROM t;
