-- An unknown interval unit.
SELECT INTERVAL '1' FORTNIGHT;
