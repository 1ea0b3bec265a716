-- A decimal literal whose digits do not fit a BIGINT.
SELECT 12345678901234567890.5;
