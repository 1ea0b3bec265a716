-- Timestamps do not subtract.
SELECT a - b FROM (VALUES (TIMESTAMP '2021-01-02 00:00:00', TIMESTAMP '2021-01-01 00:00:00')) AS t(a, b);
