-- A required option is missing.
CREATE TABLE t (id INT) WITH ('connector' = 'kafka', 'topic' = 'events', 'format' = 'json');
SELECT * FROM t;
