-- Approximate numbers have no modulo.
SELECT d % d FROM (VALUES (1E0)) AS t(d);
