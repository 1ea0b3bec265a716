-- An index that is text.
SELECT ARRAY[x]['1'] FROM (VALUES (1)) AS t(x);
