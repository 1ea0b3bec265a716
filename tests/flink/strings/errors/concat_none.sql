-- CONCAT without arguments.
SELECT CONCAT();
