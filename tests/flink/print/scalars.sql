-- The print connector writes Java's toString of every scalar type.
CREATE TABLE p (n INT, ti TINYINT, si SMALLINT, i INT, bi BIGINT, f FLOAT, d DOUBLE, b BOOLEAN, v VARCHAR(3), s STRING) WITH ('connector' = 'print', 'print-identifier' = 'scalars');
INSERT INTO p SELECT n, CAST(i AS TINYINT), CAST(i AS SMALLINT), i, CAST(i AS BIGINT) * 4294967296, CAST(d AS FLOAT), d, b, s, s FROM (VALUES
  (1, 0, 0E0, TRUE, 'a'), (2, -1, -1.5E0, FALSE, 'b, c'), (3, 2147483647, 1E10, TRUE, 'äöü'), (4, -2147483648, 1.0E-5, FALSE, '日本'),
  (5, 7, 123456.789E0, TRUE, ''), (6, 8, 0.1E0, TRUE, '😀'), (7, 9, 1E7, TRUE, '"q"'), (8, 9, 9999999E0, TRUE, 'null'), (9, 9, 0.001E0, TRUE, ' x ')) AS t(n, i, d, b, s);
CREATE TABLE q (n INT, i INT, d DOUBLE, s STRING, b BOOLEAN, ts TIMESTAMP(3), y BYTES, a ARRAY<INT>) WITH ('connector' = 'print');
INSERT INTO q (n) VALUES (1);
