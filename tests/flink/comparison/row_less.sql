-- Rows have no order.
SELECT r < r FROM (SELECT ROW(i, 2) AS r FROM (VALUES (1)) AS v(i));
