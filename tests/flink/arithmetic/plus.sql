-- a + b for every pair of numeric types: values, then the result type.
CREATE TABLE t (n INT,
  ti TINYINT, si SMALLINT, i INT, bi BIGINT, f FLOAT, d DOUBLE, c DECIMAL(10, 2),
  ti2 TINYINT, si2 SMALLINT, i2 INT, bi2 BIGINT, f2 FLOAT, d2 DOUBLE, c2 DECIMAL(10, 2)) WITH (
  'connector' = 'filesystem', 'path' = '${DIR}/pairs.json', 'format' = 'json');
SELECT 'ti', n, ti + ti2, ti + si2, ti + i2, ti + bi2, ti + f2, ti + d2, ti + c2 FROM t;
SELECT 'si', n, si + ti2, si + si2, si + i2, si + bi2, si + f2, si + d2, si + c2 FROM t;
SELECT 'i', n, i + ti2, i + si2, i + i2, i + bi2, i + f2, i + d2, i + c2 FROM t;
SELECT 'bi', n, bi + ti2, bi + si2, bi + i2, bi + bi2, bi + f2, bi + d2, bi + c2 FROM t;
SELECT 'f', n, f + ti2, f + si2, f + i2, f + bi2, f + f2, f + d2, f + c2 FROM t;
SELECT 'd', n, d + ti2, d + si2, d + i2, d + bi2, d + f2, d + d2, d + c2 FROM t;
SELECT 'c', n, c + ti2, c + si2, c + i2, c + bi2, c + f2, c + d2, c + c2 FROM t;
CREATE VIEW v AS SELECT
  ti + ti2 AS ti_ti, ti + si2 AS ti_si, ti + i2 AS ti_i, ti + bi2 AS ti_bi, ti + f2 AS ti_f, ti + d2 AS ti_d, ti + c2 AS ti_c,
  si + ti2 AS si_ti, si + si2 AS si_si, si + i2 AS si_i, si + bi2 AS si_bi, si + f2 AS si_f, si + d2 AS si_d, si + c2 AS si_c,
  i + ti2 AS i_ti, i + si2 AS i_si, i + i2 AS i_i, i + bi2 AS i_bi, i + f2 AS i_f, i + d2 AS i_d, i + c2 AS i_c,
  bi + ti2 AS bi_ti, bi + si2 AS bi_si, bi + i2 AS bi_i, bi + bi2 AS bi_bi, bi + f2 AS bi_f, bi + d2 AS bi_d, bi + c2 AS bi_c,
  f + ti2 AS f_ti, f + si2 AS f_si, f + i2 AS f_i, f + bi2 AS f_bi, f + f2 AS f_f, f + d2 AS f_d, f + c2 AS f_c,
  d + ti2 AS d_ti, d + si2 AS d_si, d + i2 AS d_i, d + bi2 AS d_bi, d + f2 AS d_f, d + d2 AS d_d, d + c2 AS d_c,
  c + ti2 AS c_ti, c + si2 AS c_si, c + i2 AS c_i, c + bi2 AS c_bi, c + f2 AS c_f, c + d2 AS c_d, c + c2 AS c_c FROM t;
DESCRIBE v;
