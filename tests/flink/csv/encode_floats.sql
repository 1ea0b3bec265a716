-- FLOAT and DOUBLE as CSV.
CREATE TABLE src (n INT, f FLOAT, d DOUBLE) WITH ('connector' = 'filesystem', 'path' = '${DIR}/../casts/floats.json', 'format' = 'json');
CREATE TABLE dst (n INT, f FLOAT, d DOUBLE) WITH ('connector' = 'filesystem', 'path' = '${TMP}/out', 'format' = 'csv');
INSERT INTO dst SELECT * FROM src;
CREATE TABLE lines (line STRING) WITH ('connector' = 'filesystem', 'path' = '${TMP}/out', 'format' = 'raw');
SELECT * FROM lines;
