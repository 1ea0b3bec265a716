-- SPLIT_INDEX takes three arguments.
SELECT SPLIT_INDEX(x, ',') FROM (VALUES ('a')) AS t(x);
