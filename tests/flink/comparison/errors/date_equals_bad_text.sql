-- A constant that is no date.
SELECT d = 'yesterday' FROM (VALUES (DATE '2020-01-01')) AS v(d);
