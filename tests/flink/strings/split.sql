-- SPLIT_INDEX counts from 0; SPLIT keeps empty parts; STR_TO_MAP splits by patterns.
CREATE TABLE t (n INT, s STRING, d STRING, i INT) WITH (
  'connector' = 'filesystem', 'path' = '${DIR}/splits.json', 'format' = 'json');
SELECT 'split_index', n, s, d, i, SPLIT_INDEX(s, d, i), SPLIT_INDEX(s, ',', 1), SPLIT_INDEX(s, ',', 0) FROM t;
SELECT 'split', n, SPLIT(s, d), CARDINALITY(SPLIT(s, ',')) FROM t;
SELECT 'str_to_map', n, STR_TO_MAP(s), STR_TO_MAP(s, ',', '='), STR_TO_MAP(s, '&', ':') FROM t;
