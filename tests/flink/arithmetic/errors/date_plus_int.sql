-- A date plus a number.
SELECT d + 1 FROM (VALUES (DATE '2020-01-01')) AS t(d);
