-- LIKE, ESCAPE, SIMILAR TO: characters are code units, backslash is no escape unless named.
CREATE TABLE t (n INT, s STRING) WITH (
  'connector' = 'filesystem', 'path' = '${DIR}/texts.json', 'format' = 'json');
CREATE TABLE p (n INT, s STRING, p STRING) WITH (
  'connector' = 'filesystem', 'path' = '${DIR}/patterns.json', 'format' = 'json');
SELECT 'like', n, s, s LIKE 'a%', s LIKE '%c', s LIKE '%b%', s LIKE 'a_c', s LIKE '_', s LIKE '%', s LIKE '' FROM t;
SELECT 'not like', n, s NOT LIKE 'a%', s NOT LIKE '_', s NOT LIKE '%%' FROM t;
SELECT 'escape', n, s, s LIKE 'a!%c' ESCAPE '!', s LIKE 'a!_c' ESCAPE '!', s LIKE 'a\c', s LIKE '!%' ESCAPE '!', s LIKE '%!%%' ESCAPE '!' FROM t;
SELECT 'non-ascii', n, s LIKE '日%', s LIKE '_本_', s LIKE 'ä%', s LIKE '__', s LIKE '%😀%', s LIKE 'a__c' FROM t;
SELECT 'similar', n, s, s SIMILAR TO 'a%', s SIMILAR TO '(abc)+', s SIMILAR TO 'a.c', s SIMILAR TO '[a-c]+', s SIMILAR TO 'a(b|%)c', s SIMILAR TO '_{3}' FROM t;
SELECT 'not similar', n, s NOT SIMILAR TO 'a%', s NOT SIMILAR TO '[A-C]*' FROM t;
SELECT 'columns', n, s, p, s LIKE p FROM p;
SELECT 'where', n FROM t WHERE s LIKE '%b%' AND s NOT LIKE 'a%a%';
