-- FLOOR of an instant to a month does not compile in Flink.
SELECT FLOOR(TO_TIMESTAMP_LTZ(x, 0) TO MONTH) FROM (VALUES (1632746096)) AS t(x);
