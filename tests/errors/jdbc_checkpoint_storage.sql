-- A storage without an address.
SET 'execution.checkpointing.storage' = 'jdbc';
CREATE TABLE numbers (n INT) WITH ('connector' = 'datagen', 'number-of-rows' = '1');
CREATE TABLE printed (n INT) WITH ('connector' = 'print');
INSERT INTO printed SELECT n FROM numbers;
