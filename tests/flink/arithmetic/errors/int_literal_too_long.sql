-- An integer literal outside BIGINT.
SELECT 9223372036854775808;
