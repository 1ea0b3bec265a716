-- LPAD takes three arguments.
SELECT LPAD(x, 3) FROM (VALUES ('a')) AS t(x);
