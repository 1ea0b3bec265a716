-- OVERLAPS of numbers.
SELECT (1, 2) OVERLAPS (3, 4);
