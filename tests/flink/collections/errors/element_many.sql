-- ELEMENT of several elements.
SELECT ELEMENT(ARRAY[x, 2]) FROM (VALUES (1)) AS t(x);
