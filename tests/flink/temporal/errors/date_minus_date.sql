-- Dates do not subtract to a number.
SELECT x - x FROM (VALUES (DATE '2021-01-01')) AS t(x);
