-- A field of a number.
SELECT t.x.y FROM (VALUES (1)) AS t(x);
