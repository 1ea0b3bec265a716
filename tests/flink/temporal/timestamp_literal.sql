-- A timestamp literal without time.
SELECT TIMESTAMP '2021-02-03';
