-- Java regular expressions: REGEXP finds anywhere, REGEXP_EXTRACT gives a group, a bad pattern is NULL or false.
CREATE TABLE t (n INT, s STRING, p STRING, r STRING, g INT) WITH (
  'connector' = 'filesystem', 'path' = '${DIR}/regexps.json', 'format' = 'json');
SELECT 'regexp', n, s, p, REGEXP(s, p), REGEXP_REPLACE(s, p, r), REGEXP_EXTRACT(s, p), REGEXP_EXTRACT(s, p, g) FROM t;
SELECT 'constants', n, REGEXP(s, '^[a-z]+$'), REGEXP_REPLACE(s, '[aeiou]', '*'), REGEXP_EXTRACT(s, '([a-z])([a-z])', 2), REGEXP_REPLACE(s, '(.)(.)', '$2$1') FROM t;
