-- ignore-parse-errors excludes fail-on-missing-field.
CREATE TABLE t (n INT) WITH ('connector' = 'filesystem', 'path' = '${DIR}/x.json', 'format' = 'json', 'json.ignore-parse-errors' = 'true', 'json.fail-on-missing-field' = 'true');
SELECT * FROM t;
