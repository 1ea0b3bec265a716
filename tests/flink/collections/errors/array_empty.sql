-- An empty ARRAY.
SELECT ARRAY[];
