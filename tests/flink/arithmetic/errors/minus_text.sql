-- Unary minus of text.
SELECT -s FROM (VALUES ('x')) AS t(s);
