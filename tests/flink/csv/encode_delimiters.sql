-- field-delimiter and array-element-delimiter.
CREATE TABLE src (n INT, s STRING, a ARRAY<STRING>, b BOOLEAN, y BYTES) WITH ('connector' = 'filesystem', 'path' = '${DIR}/../csv/texts.json', 'format' = 'json');
CREATE TABLE dst (n INT, s STRING, a ARRAY<STRING>, b BOOLEAN, y BYTES) WITH ('connector' = 'filesystem', 'path' = '${TMP}/out', 'format' = 'csv', 'csv.field-delimiter' = '|', 'csv.array-element-delimiter' = '+');
INSERT INTO dst SELECT * FROM src;
CREATE TABLE lines (line STRING) WITH ('connector' = 'filesystem', 'path' = '${TMP}/out', 'format' = 'raw');
SELECT * FROM lines;
