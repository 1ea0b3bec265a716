-- FLOOR of an instant to an hour does not compile in Flink.
SELECT FLOOR(TO_TIMESTAMP_LTZ(x, 0) TO HOUR) FROM (VALUES (1632746096)) AS t(x);
