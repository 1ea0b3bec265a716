-- Flink has no USER.
SELECT USER;
