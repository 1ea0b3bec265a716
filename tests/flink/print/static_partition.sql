-- The constants of INSERT INTO t PARTITION (k = 'v') follow the print-identifier, in the order of the partition keys.
CREATE TABLE named (a INT, d STRING, h INT) PARTITIONED BY (d, h) WITH ('connector' = 'print', 'print-identifier' = 'out');
CREATE TABLE plain (a INT, d STRING, h INT) PARTITIONED BY (d, h) WITH ('connector' = 'print');
INSERT INTO named PARTITION (h = 6, d = '2024-06-10') SELECT * FROM (VALUES (1)) AS t(a);
INSERT INTO named PARTITION (d = 'x') SELECT * FROM (VALUES (1, 7)) AS t(a, h);
INSERT INTO plain PARTITION (d = 'x', h = 1) SELECT * FROM (VALUES (1)) AS t(a);
INSERT INTO plain SELECT * FROM (VALUES (1, 'y', 2)) AS t(a, d, h);
