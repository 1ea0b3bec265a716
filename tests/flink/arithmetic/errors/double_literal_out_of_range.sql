-- A literal outside DOUBLE.
SELECT 1E400;
