-- Every type from CSV.
CREATE TABLE t (n INT, ti TINYINT, bi BIGINT, f FLOAT, c DECIMAL(10, 2), d DATE, h TIME(3), ts TIMESTAMP(9), l TIMESTAMP_LTZ(3), y BYTES, a ARRAY<INT>, r ROW<x INT, y STRING>) WITH (
  'connector' = 'filesystem', 'path' = '${DIR}/types.csv', 'format' = 'csv', 'csv.ignore-parse-errors' = 'true');
SELECT * FROM t;
