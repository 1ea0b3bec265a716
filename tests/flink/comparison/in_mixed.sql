-- IN over text and numbers.
SELECT s IN (1, 2), i IN ('1', '2') FROM (VALUES ('1', 1)) AS v(s, i);
