-- Times print without zero seconds, fractions in groups of three digits, instants in UTC with Z.
SET 'table.local-time-zone' = 'Asia/Tokyo';
CREATE TABLE t (n INT, t0 TIMESTAMP(0), t3 TIMESTAMP(3), t6 TIMESTAMP(6), t9 TIMESTAMP(9), l0 TIMESTAMP_LTZ(0), l3 TIMESTAMP_LTZ(3), l9 TIMESTAMP_LTZ(9), d DATE, h TIME(0), h3 TIME(3)) WITH (
  'connector' = 'filesystem', 'path' = '${DIR}/temporal.json', 'format' = 'json');
CREATE TABLE p (n INT, t0 TIMESTAMP(0), t3 TIMESTAMP(3), t6 TIMESTAMP(6), t9 TIMESTAMP(9), l0 TIMESTAMP_LTZ(0), l3 TIMESTAMP_LTZ(3), l9 TIMESTAMP_LTZ(9), d DATE, h TIME(0), h3 TIME(3)) WITH ('connector' = 'print');
INSERT INTO p SELECT * FROM t;
SELECT INTERVAL '1' DAY, INTERVAL '25:30' HOUR TO MINUTE, INTERVAL '-1' SECOND, INTERVAL '0.001' SECOND, INTERVAL '0' DAY, INTERVAL '14' MONTH, INTERVAL '-14' MONTH, INTERVAL '0' MONTH, INTERVAL '2' YEAR;
