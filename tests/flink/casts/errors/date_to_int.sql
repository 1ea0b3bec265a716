-- Dates are no numbers.
SELECT CAST(d AS INT) FROM (VALUES (DATE '2021-09-27')) AS v(d);
