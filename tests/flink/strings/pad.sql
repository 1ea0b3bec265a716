-- LPAD, RPAD and REPEAT: shorter lengths cut, a negative length gives NULL or nothing.
CREATE TABLE t (n INT, s STRING, i INT, p STRING) WITH (
  'connector' = 'filesystem', 'path' = '${DIR}/pads.json', 'format' = 'json');
SELECT 'pad', n, s, i, p, LPAD(s, i, p), RPAD(s, i, p) FROM t;
SELECT 'repeat', n, '<' || REPEAT(s, i) || '>', '<' || REPEAT(p, 2) || '>' FROM t;
