-- Numbers are no instants.
SELECT CAST(CAST(i AS BIGINT) AS TIMESTAMP_LTZ(3)) FROM (VALUES (1)) AS t(i);
