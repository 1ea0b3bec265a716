-- The result type of + - * / % for pairs of DECIMALs.
CREATE TABLE t (
  c0 DECIMAL(38, 10),
  c1 DECIMAL(38, 28),
  c2 DECIMAL(30, 6),
  c3 DECIMAL(20, 0),
  c4 DECIMAL(10, 2),
  c5 DECIMAL(5, 5),
  c6 DECIMAL(1, 0),
  c7 DECIMAL(38, 0),
  c8 DECIMAL(38, 38),
  c9 DECIMAL(19, 0),
  c10 DECIMAL(18, 18)) WITH ('connector' = 'datagen', 'number-of-rows' = '1');
CREATE VIEW v_plus AS SELECT
  c0 + c0 AS c0_c0, c0 + c1 AS c0_c1, c0 + c2 AS c0_c2, c0 + c3 AS c0_c3, c0 + c4 AS c0_c4, c0 + c5 AS c0_c5, c0 + c6 AS c0_c6, c0 + c7 AS c0_c7, c0 + c8 AS c0_c8, c0 + c9 AS c0_c9, c0 + c10 AS c0_c10,
  c1 + c0 AS c1_c0, c1 + c1 AS c1_c1, c1 + c2 AS c1_c2, c1 + c3 AS c1_c3, c1 + c4 AS c1_c4, c1 + c5 AS c1_c5, c1 + c6 AS c1_c6, c1 + c7 AS c1_c7, c1 + c8 AS c1_c8, c1 + c9 AS c1_c9, c1 + c10 AS c1_c10,
  c2 + c0 AS c2_c0, c2 + c1 AS c2_c1, c2 + c2 AS c2_c2, c2 + c3 AS c2_c3, c2 + c4 AS c2_c4, c2 + c5 AS c2_c5, c2 + c6 AS c2_c6, c2 + c7 AS c2_c7, c2 + c8 AS c2_c8, c2 + c9 AS c2_c9, c2 + c10 AS c2_c10,
  c3 + c0 AS c3_c0, c3 + c1 AS c3_c1, c3 + c2 AS c3_c2, c3 + c3 AS c3_c3, c3 + c4 AS c3_c4, c3 + c5 AS c3_c5, c3 + c6 AS c3_c6, c3 + c7 AS c3_c7, c3 + c8 AS c3_c8, c3 + c9 AS c3_c9, c3 + c10 AS c3_c10,
  c4 + c0 AS c4_c0, c4 + c1 AS c4_c1, c4 + c2 AS c4_c2, c4 + c3 AS c4_c3, c4 + c4 AS c4_c4, c4 + c5 AS c4_c5, c4 + c6 AS c4_c6, c4 + c7 AS c4_c7, c4 + c8 AS c4_c8, c4 + c9 AS c4_c9, c4 + c10 AS c4_c10,
  c5 + c0 AS c5_c0, c5 + c1 AS c5_c1, c5 + c2 AS c5_c2, c5 + c3 AS c5_c3, c5 + c4 AS c5_c4, c5 + c5 AS c5_c5, c5 + c6 AS c5_c6, c5 + c7 AS c5_c7, c5 + c8 AS c5_c8, c5 + c9 AS c5_c9, c5 + c10 AS c5_c10,
  c6 + c0 AS c6_c0, c6 + c1 AS c6_c1, c6 + c2 AS c6_c2, c6 + c3 AS c6_c3, c6 + c4 AS c6_c4, c6 + c5 AS c6_c5, c6 + c6 AS c6_c6, c6 + c7 AS c6_c7, c6 + c8 AS c6_c8, c6 + c9 AS c6_c9, c6 + c10 AS c6_c10,
  c7 + c0 AS c7_c0, c7 + c1 AS c7_c1, c7 + c2 AS c7_c2, c7 + c3 AS c7_c3, c7 + c4 AS c7_c4, c7 + c5 AS c7_c5, c7 + c6 AS c7_c6, c7 + c7 AS c7_c7, c7 + c8 AS c7_c8, c7 + c9 AS c7_c9, c7 + c10 AS c7_c10,
  c8 + c0 AS c8_c0, c8 + c1 AS c8_c1, c8 + c2 AS c8_c2, c8 + c3 AS c8_c3, c8 + c4 AS c8_c4, c8 + c5 AS c8_c5, c8 + c6 AS c8_c6, c8 + c7 AS c8_c7, c8 + c8 AS c8_c8, c8 + c9 AS c8_c9, c8 + c10 AS c8_c10,
  c9 + c0 AS c9_c0, c9 + c1 AS c9_c1, c9 + c2 AS c9_c2, c9 + c3 AS c9_c3, c9 + c4 AS c9_c4, c9 + c5 AS c9_c5, c9 + c6 AS c9_c6, c9 + c7 AS c9_c7, c9 + c8 AS c9_c8, c9 + c9 AS c9_c9, c9 + c10 AS c9_c10,
  c10 + c0 AS c10_c0, c10 + c1 AS c10_c1, c10 + c2 AS c10_c2, c10 + c3 AS c10_c3, c10 + c4 AS c10_c4, c10 + c5 AS c10_c5, c10 + c6 AS c10_c6, c10 + c7 AS c10_c7, c10 + c8 AS c10_c8, c10 + c9 AS c10_c9, c10 + c10 AS c10_c10 FROM t;
DESCRIBE v_plus;
CREATE VIEW v_minus AS SELECT
  c0 - c0 AS c0_c0, c0 - c1 AS c0_c1, c0 - c2 AS c0_c2, c0 - c3 AS c0_c3, c0 - c4 AS c0_c4, c0 - c5 AS c0_c5, c0 - c6 AS c0_c6, c0 - c7 AS c0_c7, c0 - c8 AS c0_c8, c0 - c9 AS c0_c9, c0 - c10 AS c0_c10,
  c1 - c0 AS c1_c0, c1 - c1 AS c1_c1, c1 - c2 AS c1_c2, c1 - c3 AS c1_c3, c1 - c4 AS c1_c4, c1 - c5 AS c1_c5, c1 - c6 AS c1_c6, c1 - c7 AS c1_c7, c1 - c8 AS c1_c8, c1 - c9 AS c1_c9, c1 - c10 AS c1_c10,
  c2 - c0 AS c2_c0, c2 - c1 AS c2_c1, c2 - c2 AS c2_c2, c2 - c3 AS c2_c3, c2 - c4 AS c2_c4, c2 - c5 AS c2_c5, c2 - c6 AS c2_c6, c2 - c7 AS c2_c7, c2 - c8 AS c2_c8, c2 - c9 AS c2_c9, c2 - c10 AS c2_c10,
  c3 - c0 AS c3_c0, c3 - c1 AS c3_c1, c3 - c2 AS c3_c2, c3 - c3 AS c3_c3, c3 - c4 AS c3_c4, c3 - c5 AS c3_c5, c3 - c6 AS c3_c6, c3 - c7 AS c3_c7, c3 - c8 AS c3_c8, c3 - c9 AS c3_c9, c3 - c10 AS c3_c10,
  c4 - c0 AS c4_c0, c4 - c1 AS c4_c1, c4 - c2 AS c4_c2, c4 - c3 AS c4_c3, c4 - c4 AS c4_c4, c4 - c5 AS c4_c5, c4 - c6 AS c4_c6, c4 - c7 AS c4_c7, c4 - c8 AS c4_c8, c4 - c9 AS c4_c9, c4 - c10 AS c4_c10,
  c5 - c0 AS c5_c0, c5 - c1 AS c5_c1, c5 - c2 AS c5_c2, c5 - c3 AS c5_c3, c5 - c4 AS c5_c4, c5 - c5 AS c5_c5, c5 - c6 AS c5_c6, c5 - c7 AS c5_c7, c5 - c8 AS c5_c8, c5 - c9 AS c5_c9, c5 - c10 AS c5_c10,
  c6 - c0 AS c6_c0, c6 - c1 AS c6_c1, c6 - c2 AS c6_c2, c6 - c3 AS c6_c3, c6 - c4 AS c6_c4, c6 - c5 AS c6_c5, c6 - c6 AS c6_c6, c6 - c7 AS c6_c7, c6 - c8 AS c6_c8, c6 - c9 AS c6_c9, c6 - c10 AS c6_c10,
  c7 - c0 AS c7_c0, c7 - c1 AS c7_c1, c7 - c2 AS c7_c2, c7 - c3 AS c7_c3, c7 - c4 AS c7_c4, c7 - c5 AS c7_c5, c7 - c6 AS c7_c6, c7 - c7 AS c7_c7, c7 - c8 AS c7_c8, c7 - c9 AS c7_c9, c7 - c10 AS c7_c10,
  c8 - c0 AS c8_c0, c8 - c1 AS c8_c1, c8 - c2 AS c8_c2, c8 - c3 AS c8_c3, c8 - c4 AS c8_c4, c8 - c5 AS c8_c5, c8 - c6 AS c8_c6, c8 - c7 AS c8_c7, c8 - c8 AS c8_c8, c8 - c9 AS c8_c9, c8 - c10 AS c8_c10,
  c9 - c0 AS c9_c0, c9 - c1 AS c9_c1, c9 - c2 AS c9_c2, c9 - c3 AS c9_c3, c9 - c4 AS c9_c4, c9 - c5 AS c9_c5, c9 - c6 AS c9_c6, c9 - c7 AS c9_c7, c9 - c8 AS c9_c8, c9 - c9 AS c9_c9, c9 - c10 AS c9_c10,
  c10 - c0 AS c10_c0, c10 - c1 AS c10_c1, c10 - c2 AS c10_c2, c10 - c3 AS c10_c3, c10 - c4 AS c10_c4, c10 - c5 AS c10_c5, c10 - c6 AS c10_c6, c10 - c7 AS c10_c7, c10 - c8 AS c10_c8, c10 - c9 AS c10_c9, c10 - c10 AS c10_c10 FROM t;
DESCRIBE v_minus;
CREATE VIEW v_times AS SELECT
  c0 * c0 AS c0_c0, c0 * c1 AS c0_c1, c0 * c2 AS c0_c2, c0 * c3 AS c0_c3, c0 * c4 AS c0_c4, c0 * c5 AS c0_c5, c0 * c6 AS c0_c6, c0 * c7 AS c0_c7, c0 * c8 AS c0_c8, c0 * c9 AS c0_c9, c0 * c10 AS c0_c10,
  c1 * c0 AS c1_c0, c1 * c1 AS c1_c1, c1 * c2 AS c1_c2, c1 * c3 AS c1_c3, c1 * c4 AS c1_c4, c1 * c5 AS c1_c5, c1 * c6 AS c1_c6, c1 * c7 AS c1_c7, c1 * c8 AS c1_c8, c1 * c9 AS c1_c9, c1 * c10 AS c1_c10,
  c2 * c0 AS c2_c0, c2 * c1 AS c2_c1, c2 * c2 AS c2_c2, c2 * c3 AS c2_c3, c2 * c4 AS c2_c4, c2 * c5 AS c2_c5, c2 * c6 AS c2_c6, c2 * c7 AS c2_c7, c2 * c8 AS c2_c8, c2 * c9 AS c2_c9, c2 * c10 AS c2_c10,
  c3 * c0 AS c3_c0, c3 * c1 AS c3_c1, c3 * c2 AS c3_c2, c3 * c3 AS c3_c3, c3 * c4 AS c3_c4, c3 * c5 AS c3_c5, c3 * c6 AS c3_c6, c3 * c7 AS c3_c7, c3 * c8 AS c3_c8, c3 * c9 AS c3_c9, c3 * c10 AS c3_c10,
  c4 * c0 AS c4_c0, c4 * c1 AS c4_c1, c4 * c2 AS c4_c2, c4 * c3 AS c4_c3, c4 * c4 AS c4_c4, c4 * c5 AS c4_c5, c4 * c6 AS c4_c6, c4 * c7 AS c4_c7, c4 * c8 AS c4_c8, c4 * c9 AS c4_c9, c4 * c10 AS c4_c10,
  c5 * c0 AS c5_c0, c5 * c1 AS c5_c1, c5 * c2 AS c5_c2, c5 * c3 AS c5_c3, c5 * c4 AS c5_c4, c5 * c5 AS c5_c5, c5 * c6 AS c5_c6, c5 * c7 AS c5_c7, c5 * c8 AS c5_c8, c5 * c9 AS c5_c9, c5 * c10 AS c5_c10,
  c6 * c0 AS c6_c0, c6 * c1 AS c6_c1, c6 * c2 AS c6_c2, c6 * c3 AS c6_c3, c6 * c4 AS c6_c4, c6 * c5 AS c6_c5, c6 * c6 AS c6_c6, c6 * c7 AS c6_c7, c6 * c8 AS c6_c8, c6 * c9 AS c6_c9, c6 * c10 AS c6_c10,
  c7 * c0 AS c7_c0, c7 * c1 AS c7_c1, c7 * c2 AS c7_c2, c7 * c3 AS c7_c3, c7 * c4 AS c7_c4, c7 * c5 AS c7_c5, c7 * c6 AS c7_c6, c7 * c7 AS c7_c7, c7 * c8 AS c7_c8, c7 * c9 AS c7_c9, c7 * c10 AS c7_c10,
  c8 * c0 AS c8_c0, c8 * c1 AS c8_c1, c8 * c2 AS c8_c2, c8 * c3 AS c8_c3, c8 * c4 AS c8_c4, c8 * c5 AS c8_c5, c8 * c6 AS c8_c6, c8 * c7 AS c8_c7, c8 * c8 AS c8_c8, c8 * c9 AS c8_c9, c8 * c10 AS c8_c10,
  c9 * c0 AS c9_c0, c9 * c1 AS c9_c1, c9 * c2 AS c9_c2, c9 * c3 AS c9_c3, c9 * c4 AS c9_c4, c9 * c5 AS c9_c5, c9 * c6 AS c9_c6, c9 * c7 AS c9_c7, c9 * c8 AS c9_c8, c9 * c9 AS c9_c9, c9 * c10 AS c9_c10,
  c10 * c0 AS c10_c0, c10 * c1 AS c10_c1, c10 * c2 AS c10_c2, c10 * c3 AS c10_c3, c10 * c4 AS c10_c4, c10 * c5 AS c10_c5, c10 * c6 AS c10_c6, c10 * c7 AS c10_c7, c10 * c8 AS c10_c8, c10 * c9 AS c10_c9, c10 * c10 AS c10_c10 FROM t;
DESCRIBE v_times;
CREATE VIEW v_divide AS SELECT
  c0 / c0 AS c0_c0, c0 / c1 AS c0_c1, c0 / c2 AS c0_c2, c0 / c3 AS c0_c3, c0 / c4 AS c0_c4, c0 / c5 AS c0_c5, c0 / c6 AS c0_c6, c0 / c7 AS c0_c7, c0 / c8 AS c0_c8, c0 / c9 AS c0_c9, c0 / c10 AS c0_c10,
  c1 / c0 AS c1_c0, c1 / c1 AS c1_c1, c1 / c2 AS c1_c2, c1 / c3 AS c1_c3, c1 / c4 AS c1_c4, c1 / c5 AS c1_c5, c1 / c6 AS c1_c6, c1 / c7 AS c1_c7, c1 / c8 AS c1_c8, c1 / c9 AS c1_c9, c1 / c10 AS c1_c10,
  c2 / c0 AS c2_c0, c2 / c1 AS c2_c1, c2 / c2 AS c2_c2, c2 / c3 AS c2_c3, c2 / c4 AS c2_c4, c2 / c5 AS c2_c5, c2 / c6 AS c2_c6, c2 / c7 AS c2_c7, c2 / c8 AS c2_c8, c2 / c9 AS c2_c9, c2 / c10 AS c2_c10,
  c3 / c0 AS c3_c0, c3 / c1 AS c3_c1, c3 / c2 AS c3_c2, c3 / c3 AS c3_c3, c3 / c4 AS c3_c4, c3 / c5 AS c3_c5, c3 / c6 AS c3_c6, c3 / c7 AS c3_c7, c3 / c8 AS c3_c8, c3 / c9 AS c3_c9, c3 / c10 AS c3_c10,
  c4 / c0 AS c4_c0, c4 / c1 AS c4_c1, c4 / c2 AS c4_c2, c4 / c3 AS c4_c3, c4 / c4 AS c4_c4, c4 / c5 AS c4_c5, c4 / c6 AS c4_c6, c4 / c7 AS c4_c7, c4 / c8 AS c4_c8, c4 / c9 AS c4_c9, c4 / c10 AS c4_c10,
  c5 / c0 AS c5_c0, c5 / c1 AS c5_c1, c5 / c2 AS c5_c2, c5 / c3 AS c5_c3, c5 / c4 AS c5_c4, c5 / c5 AS c5_c5, c5 / c6 AS c5_c6, c5 / c7 AS c5_c7, c5 / c8 AS c5_c8, c5 / c9 AS c5_c9, c5 / c10 AS c5_c10,
  c6 / c0 AS c6_c0, c6 / c1 AS c6_c1, c6 / c2 AS c6_c2, c6 / c3 AS c6_c3, c6 / c4 AS c6_c4, c6 / c5 AS c6_c5, c6 / c6 AS c6_c6, c6 / c7 AS c6_c7, c6 / c8 AS c6_c8, c6 / c9 AS c6_c9, c6 / c10 AS c6_c10,
  c7 / c0 AS c7_c0, c7 / c1 AS c7_c1, c7 / c2 AS c7_c2, c7 / c3 AS c7_c3, c7 / c4 AS c7_c4, c7 / c5 AS c7_c5, c7 / c6 AS c7_c6, c7 / c7 AS c7_c7, c7 / c8 AS c7_c8, c7 / c9 AS c7_c9, c7 / c10 AS c7_c10,
  c8 / c0 AS c8_c0, c8 / c1 AS c8_c1, c8 / c2 AS c8_c2, c8 / c3 AS c8_c3, c8 / c4 AS c8_c4, c8 / c5 AS c8_c5, c8 / c6 AS c8_c6, c8 / c7 AS c8_c7, c8 / c8 AS c8_c8, c8 / c9 AS c8_c9, c8 / c10 AS c8_c10,
  c9 / c0 AS c9_c0, c9 / c1 AS c9_c1, c9 / c2 AS c9_c2, c9 / c3 AS c9_c3, c9 / c4 AS c9_c4, c9 / c5 AS c9_c5, c9 / c6 AS c9_c6, c9 / c7 AS c9_c7, c9 / c8 AS c9_c8, c9 / c9 AS c9_c9, c9 / c10 AS c9_c10,
  c10 / c0 AS c10_c0, c10 / c1 AS c10_c1, c10 / c2 AS c10_c2, c10 / c3 AS c10_c3, c10 / c4 AS c10_c4, c10 / c5 AS c10_c5, c10 / c6 AS c10_c6, c10 / c7 AS c10_c7, c10 / c8 AS c10_c8, c10 / c9 AS c10_c9, c10 / c10 AS c10_c10 FROM t;
DESCRIBE v_divide;
CREATE VIEW v_modulo AS SELECT
  c0 % c0 AS c0_c0, c0 % c1 AS c0_c1, c0 % c8 AS c0_c8, c0 % c10 AS c0_c10, c1 % c1 AS c1_c1,
  c1 % c8 AS c1_c8, c2 % c1 AS c2_c1, c2 % c2 AS c2_c2, c2 % c8 AS c2_c8, c2 % c10 AS c2_c10,
  c3 % c1 AS c3_c1, c3 % c3 AS c3_c3, c3 % c4 AS c3_c4, c3 % c5 AS c3_c5, c3 % c6 AS c3_c6,
  c3 % c8 AS c3_c8, c3 % c9 AS c3_c9, c3 % c10 AS c3_c10, c4 % c4 AS c4_c4, c4 % c5 AS c4_c5,
  c4 % c8 AS c4_c8, c4 % c10 AS c4_c10, c5 % c5 AS c5_c5, c5 % c8 AS c5_c8, c5 % c10 AS c5_c10,
  c6 % c5 AS c6_c5, c6 % c6 AS c6_c6, c6 % c8 AS c6_c8, c6 % c10 AS c6_c10, c7 % c0 AS c7_c0,
  c7 % c1 AS c7_c1, c7 % c2 AS c7_c2, c7 % c3 AS c7_c3, c7 % c4 AS c7_c4, c7 % c5 AS c7_c5,
  c7 % c6 AS c7_c6, c7 % c7 AS c7_c7, c7 % c8 AS c7_c8, c7 % c9 AS c7_c9, c7 % c10 AS c7_c10,
  c8 % c8 AS c8_c8, c9 % c1 AS c9_c1, c9 % c4 AS c9_c4, c9 % c5 AS c9_c5, c9 % c6 AS c9_c6,
  c9 % c8 AS c9_c8, c9 % c9 AS c9_c9, c9 % c10 AS c9_c10, c10 % c8 AS c10_c8, c10 % c10 AS c10_c10 FROM t;
DESCRIBE v_modulo;
