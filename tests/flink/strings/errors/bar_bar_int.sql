-- || of text and a number.
SELECT x || 1 FROM (VALUES ('a')) AS t(x);
