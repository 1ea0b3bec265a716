-- A constant DOUBLE divided by zero is an error while planning (a column gives Infinity).
SELECT 1E0 / 0;
