-- Computed columns and comments.
CREATE TABLE t (id INT, name STRING, v DOUBLE, r ROW<a INT, b ROW<c STRING>>) WITH (
  'connector' = 'filesystem', 'path' = '${DIR}/people.json', 'format' = 'json');
CREATE TABLE u (id INT, twice AS id * 2, name STRING COMMENT 'the name', up AS UPPER(name), v DOUBLE) COMMENT 'people' WITH (
  'connector' = 'filesystem', 'path' = '${DIR}/people.json', 'format' = 'json');
SELECT * FROM u;
SELECT up FROM u WHERE twice > 2;
DESCRIBE u;
SHOW TABLES;
CREATE TABLE w LIKE u;
DESCRIBE w;
