-- Arrays have no order.
SELECT a < a FROM (VALUES (ARRAY[1])) AS v(a);
