-- Times as CSV.
CREATE TABLE src (n INT, t0 TIMESTAMP(0), t3 TIMESTAMP(3), t6 TIMESTAMP(6), t9 TIMESTAMP(9), l0 TIMESTAMP_LTZ(0), l3 TIMESTAMP_LTZ(3), l9 TIMESTAMP_LTZ(9), d DATE, h TIME(0), h3 TIME(3)) WITH ('connector' = 'filesystem', 'path' = '${DIR}/../print/temporal.json', 'format' = 'json');
CREATE TABLE dst (n INT, t0 TIMESTAMP(0), t3 TIMESTAMP(3), t6 TIMESTAMP(6), t9 TIMESTAMP(9), l0 TIMESTAMP_LTZ(0), l3 TIMESTAMP_LTZ(3), l9 TIMESTAMP_LTZ(9), d DATE, h TIME(0), h3 TIME(3)) WITH ('connector' = 'filesystem', 'path' = '${TMP}/out', 'format' = 'csv');
INSERT INTO dst SELECT * FROM src;
CREATE TABLE lines (line STRING) WITH ('connector' = 'filesystem', 'path' = '${TMP}/out', 'format' = 'raw');
SELECT * FROM lines;
