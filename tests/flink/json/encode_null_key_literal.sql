-- map-null-key.mode = LITERAL.
CREATE TABLE dst (n INT, m MAP<STRING, INT>) WITH ('connector' = 'filesystem', 'path' = '${TMP}/out', 'format' = 'json', 'json.map-null-key.mode' = 'LITERAL', 'json.map-null-key.literal' = 'none');
INSERT INTO dst SELECT 1, MAP[CAST(NULL AS STRING), 1, 'a', 2];
CREATE TABLE lines (line STRING) WITH ('connector' = 'filesystem', 'path' = '${TMP}/out', 'format' = 'raw');
SELECT * FROM lines;
