-- a % b for every pair of exact numeric types: values, then the result type.
CREATE TABLE t (n INT,
  ti TINYINT, si SMALLINT, i INT, bi BIGINT, f FLOAT, d DOUBLE, c DECIMAL(10, 2),
  ti2 TINYINT, si2 SMALLINT, i2 INT, bi2 BIGINT, f2 FLOAT, d2 DOUBLE, c2 DECIMAL(10, 2)) WITH (
  'connector' = 'filesystem', 'path' = '${DIR}/pairs.json', 'format' = 'json');
SELECT 'ti', n, ti % ti2, ti % si2, ti % i2, ti % bi2 FROM t;
SELECT 'si', n, si % ti2, si % si2, si % i2, si % bi2 FROM t;
SELECT 'i', n, i % ti2, i % si2, i % i2, i % bi2, i % c2 FROM t;
SELECT 'bi', n, bi % ti2, bi % si2, bi % i2, bi % bi2, bi % c2 FROM t;
SELECT 'c', n, c % c2 FROM t;
CREATE VIEW v AS SELECT
  ti % ti2 AS ti_ti, ti % si2 AS ti_si, ti % i2 AS ti_i, ti % bi2 AS ti_bi,
  si % ti2 AS si_ti, si % si2 AS si_si, si % i2 AS si_i, si % bi2 AS si_bi,
  i % ti2 AS i_ti, i % si2 AS i_si, i % i2 AS i_i, i % bi2 AS i_bi, i % c2 AS i_c,
  bi % ti2 AS bi_ti, bi % si2 AS bi_si, bi % i2 AS bi_i, bi % bi2 AS bi_bi, bi % c2 AS bi_c,
  c % c2 AS c_c FROM t;
DESCRIBE v;
