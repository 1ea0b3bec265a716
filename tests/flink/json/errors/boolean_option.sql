-- An option that is no BOOLEAN.
CREATE TABLE t (n INT) WITH ('connector' = 'filesystem', 'path' = '${DIR}/x.json', 'format' = 'json', 'json.ignore-parse-errors' = 'maybe');
SELECT * FROM t;
