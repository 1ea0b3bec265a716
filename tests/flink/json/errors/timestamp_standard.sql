-- An unknown timestamp standard.
CREATE TABLE t (n INT) WITH ('connector' = 'filesystem', 'path' = '${DIR}/x.json', 'format' = 'json', 'json.timestamp-format.standard' = 'ISO');
SELECT * FROM t;
