-- A comment is not closed.
SELECT 1 /* one ;
