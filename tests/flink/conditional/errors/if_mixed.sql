-- IF of numbers and text.
SELECT IF(i > 0, 1, 'x') FROM (VALUES (1)) AS t(i);
