-- Array in arithmetic.
SELECT ARRAY[1] + 1;
