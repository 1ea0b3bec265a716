-- POSITION, INSTR and LOCATE count from 1 and give 0 where nothing is found.
CREATE TABLE t (n INT, s STRING, x STRING, i INT) WITH (
  'connector' = 'filesystem', 'path' = '${DIR}/searches.json', 'format' = 'json');
SELECT 'search', n, s, x, i, POSITION(x IN s), INSTR(s, x), LOCATE(x, s), LOCATE(x, s, i) FROM t;
SELECT 'constants', n, POSITION('b' IN s), INSTR(s, 'b'), LOCATE('b', s, 2), POSITION('' IN s) FROM t;
