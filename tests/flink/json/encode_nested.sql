-- Nested values as JSON.
CREATE TABLE src (n INT, a ARRAY<INT>, s ARRAY<STRING>, m MAP<STRING, INT>, r ROW<x INT, y STRING>, rr ROW<a ROW<b INT>, c ARRAY<ROW<d INT>>>, ma MAP<STRING, ARRAY<INT>>, b BYTES, ab ARRAY<BYTES>, ats ARRAY<TIMESTAMP(3)>, ad ARRAY<DECIMAL(10, 2)>, af ARRAY<DOUBLE>) WITH ('connector' = 'filesystem', 'path' = '${DIR}/../print/nested.json', 'format' = 'json');
CREATE TABLE dst (n INT, a ARRAY<INT>, s ARRAY<STRING>, m MAP<STRING, INT>, r ROW<x INT, y STRING>, rr ROW<a ROW<b INT>, c ARRAY<ROW<d INT>>>, ma MAP<STRING, ARRAY<INT>>, b BYTES, ab ARRAY<BYTES>, ats ARRAY<TIMESTAMP(3)>, ad ARRAY<DECIMAL(10, 2)>, af ARRAY<DOUBLE>) WITH ('connector' = 'filesystem', 'path' = '${TMP}/out', 'format' = 'json');
INSERT INTO dst SELECT * FROM src;
CREATE TABLE lines (line STRING) WITH ('connector' = 'filesystem', 'path' = '${TMP}/out', 'format' = 'raw');
SELECT * FROM lines;
