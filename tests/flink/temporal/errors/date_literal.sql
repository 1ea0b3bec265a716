-- A date literal that does not exist.
SELECT DATE '2021-02-30';
