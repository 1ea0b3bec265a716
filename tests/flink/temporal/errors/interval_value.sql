-- An interval that is no number.
SELECT INTERVAL 'x' DAY;
