-- There are no elements without the row on the left.
CREATE TABLE people (id INT, tags ARRAY<STRING>) WITH ('connector' = 'datagen');
SELECT id, tag FROM people RIGHT JOIN UNNEST(tags) AS t (tag) ON TRUE;
