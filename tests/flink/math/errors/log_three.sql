-- LOG takes one or two arguments.
SELECT LOG(x, 2, 3) FROM (VALUES (5)) AS t(x);
