-- Timestamps do not add.
SELECT x + x FROM (VALUES (TIMESTAMP '2021-01-02 00:00:00')) AS t(x);
