-- MAP takes pairs.
SELECT MAP[x, 1, 2] FROM (VALUES (1)) AS t(x);
