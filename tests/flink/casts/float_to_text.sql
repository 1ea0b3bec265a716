-- FLOAT and DOUBLE to text are Java's toString (JDK 17: not always the shortest).
CREATE TABLE t (n INT, f FLOAT, d DOUBLE) WITH (
  'connector' = 'filesystem', 'path' = '${DIR}/floats.json', 'format' = 'json');
SELECT n, CAST(f AS STRING), CAST(d AS STRING), CAST(f AS CHAR(6)), CAST(d AS VARCHAR(6)), f, d FROM t;
