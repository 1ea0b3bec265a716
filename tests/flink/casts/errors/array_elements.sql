-- Elements that do not cast make the array not cast.
SELECT CAST(ARRAY[i] AS ARRAY<DATE>) FROM (VALUES (1)) AS v(i);
