-- A time literal out of range.
SELECT TIME '25:00:00';
