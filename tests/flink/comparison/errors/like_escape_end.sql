-- A pattern must not end in its escape character.
SELECT s LIKE 'a!' ESCAPE '!' FROM (VALUES ('a')) AS v(s);
