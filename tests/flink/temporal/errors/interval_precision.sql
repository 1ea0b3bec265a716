-- An interval of three leading digits.
SELECT INTERVAL '100' DAY;
