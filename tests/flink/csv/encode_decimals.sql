-- DECIMALs as CSV.
CREATE TABLE src (n INT, c DECIMAL(10, 2), e DECIMAL(20, 10), g DECIMAL(38, 18), h DECIMAL(38, 0)) WITH ('connector' = 'filesystem', 'path' = '${DIR}/../print/decimals.json', 'format' = 'json');
CREATE TABLE dst (n INT, c DECIMAL(10, 2), e DECIMAL(20, 10), g DECIMAL(38, 18), h DECIMAL(38, 0)) WITH ('connector' = 'filesystem', 'path' = '${TMP}/out', 'format' = 'csv');
INSERT INTO dst SELECT * FROM src;
CREATE TABLE lines (line STRING) WITH ('connector' = 'filesystem', 'path' = '${TMP}/out', 'format' = 'raw');
SELECT * FROM lines;
