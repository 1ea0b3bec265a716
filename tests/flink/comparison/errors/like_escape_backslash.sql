-- A backslash as escape character is refused by a planner bug.
SELECT s LIKE 'a\%' ESCAPE '\' FROM (VALUES ('a%')) AS v(s);
