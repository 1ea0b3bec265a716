-- An overflowing DECIMAL is NULL, which a NOT NULL column refuses.
SELECT CAST(d AS DECIMAL(4, 2)) FROM (VALUES (1.5), (1234.5)) AS t(d);
