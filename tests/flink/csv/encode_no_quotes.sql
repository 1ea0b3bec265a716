-- disable-quote-character.
CREATE TABLE src (n INT, s STRING) WITH ('connector' = 'filesystem', 'path' = '${DIR}/../csv/texts.json', 'format' = 'json');
CREATE TABLE dst (n INT, s STRING) WITH ('connector' = 'filesystem', 'path' = '${TMP}/out', 'format' = 'csv', 'csv.disable-quote-character' = 'true');
INSERT INTO dst SELECT * FROM src;
CREATE TABLE lines (line STRING) WITH ('connector' = 'filesystem', 'path' = '${TMP}/out', 'format' = 'raw');
SELECT * FROM lines;
