-- IF of a number.
SELECT IF(i, 1, 2) FROM (VALUES (1)) AS t(i);
