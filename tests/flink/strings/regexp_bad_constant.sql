-- A bad constant pattern.
SELECT REGEXP(x, '(') FROM (VALUES ('a')) AS t(x);
