-- MAP_FROM_ARRAYS of different lengths.
SELECT MAP_FROM_ARRAYS(ARRAY[x, 2], ARRAY[1]) FROM (VALUES (1)) AS t(x);
