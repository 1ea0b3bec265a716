-- LIMIT with two counts.
CREATE TABLE t (id INT, tags ARRAY<STRING>, m MAP<STRING, INT>, `rows` ARRAY<ROW<p INT, q STRING>>, nest ARRAY<ARRAY<INT>>, k INT, v INT) WITH (
  'connector' = 'filesystem', 'path' = '${DIR}/../people.json', 'format' = 'json');
SELECT id FROM t LIMIT 1, 2;
