-- A constant division by zero is not folded, and fails when it runs.
SELECT 1 / 0;
