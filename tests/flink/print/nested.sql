-- Arrays, maps, rows and bytes inside each other: nested rows print as +I[...].
CREATE TABLE t (n INT, a ARRAY<INT>, s ARRAY<STRING>, m MAP<STRING, INT>, r ROW<x INT, y STRING>, rr ROW<a ROW<b INT>, c ARRAY<ROW<d INT>>>, ma MAP<STRING, ARRAY<INT>>, b BYTES, ab ARRAY<BYTES>, ats ARRAY<TIMESTAMP(3)>, ad ARRAY<DECIMAL(10, 2)>, af ARRAY<DOUBLE>) WITH (
  'connector' = 'filesystem', 'path' = '${DIR}/nested.json', 'format' = 'json');
CREATE TABLE p (n INT, a ARRAY<INT>, s ARRAY<STRING>, m MAP<STRING, INT>, r ROW<x INT, y STRING>, rr ROW<a ROW<b INT>, c ARRAY<ROW<d INT>>>, ma MAP<STRING, ARRAY<INT>>, b BYTES, ab ARRAY<BYTES>, ats ARRAY<TIMESTAMP(3)>, ad ARRAY<DECIMAL(10, 2)>, af ARRAY<DOUBLE>) WITH ('connector' = 'print', 'print-identifier' = 'nested');
INSERT INTO p SELECT * FROM t;
SELECT ARRAY[1, 2], MAP['k', 1], ROW(1, 'a'), ROW(ROW(1), ARRAY[ROW(2)]), ARRAY[ARRAY['a']], MAP[1, ROW(2)], X'00FF', ARRAY[X'01'];
