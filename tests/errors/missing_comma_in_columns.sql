-- A comma is missing between two column declarations.
CREATE TABLE t (
  a INT
  b STRING
) WITH ('connector' = 'datagen');
