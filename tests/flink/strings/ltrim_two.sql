-- LTRIM takes one argument in 1.20.
SELECT LTRIM(x, 'a') FROM (VALUES ('a')) AS t(x);
