-- A string is not closed.
SELECT 'abc FROM orders;
