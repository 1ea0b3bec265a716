-- An unknown time zone.
SET 'table.local-time-zone' = 'Nowhere/City';
SELECT 1;
