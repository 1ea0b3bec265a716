-- An unknown type name.
SELECT CAST(i AS TEXT) FROM (VALUES (1)) AS v(i);
