-- Bad lines are skipped with ignore-parse-errors; a top-level array becomes several rows.
CREATE TABLE t (n INT, s STRING) WITH (
  'connector' = 'filesystem', 'path' = '${DIR}/bad_lines.json', 'format' = 'json', 'json.ignore-parse-errors' = 'true');
SELECT * FROM t;
