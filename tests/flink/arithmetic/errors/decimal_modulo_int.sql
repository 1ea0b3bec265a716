-- A remainder whose type differs from the second operand's breaks Flink's planner.
SELECT d % i FROM (VALUES (7.25, 2), (-7.25, 2)) AS t(d, i);
