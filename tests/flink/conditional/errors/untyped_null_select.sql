-- An untyped NULL as a column.
SELECT NULL;
