-- A function that Flink lacks.
SELECT DAYNAME(x) FROM (VALUES (DATE '2021-01-01')) AS t(x);
