-- A table has no connector.
CREATE TABLE t (a INT) WITH ('topic' = 'events');
SELECT * FROM t;
