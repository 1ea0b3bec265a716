-- ESCAPE takes one character.
SELECT s LIKE 'a' ESCAPE 'xy' FROM (VALUES ('a')) AS v(s);
