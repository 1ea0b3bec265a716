-- Readings, some of which cannot be read: those are kept, and do not stop the job.

SET 'pipeline.name' = 'ReadingsWithDeadLetters';

CREATE TABLE readings (
    sensor STRING NOT NULL,
    reading DOUBLE,
    taken_at TIMESTAMP(3)
) WITH (
    'connector' = 'kafka',
    'topic' = 'readings',
    'properties.bootstrap.servers' = 'localhost:9092',
    'properties.group.id' = 'readings',
    'scan.startup.mode' = 'earliest-offset',
    'format' = 'json',
    'dead-letter.topic' = 'readings-dead-letter'
);

CREATE TABLE clean_readings (
    sensor STRING,
    reading DOUBLE,
    taken_at TIMESTAMP(3)
) WITH (
    'connector' = 'kafka',
    'topic' = 'clean-readings',
    'properties.bootstrap.servers' = 'localhost:9092',
    'format' = 'json'
);

INSERT INTO clean_readings
SELECT sensor, reading, taken_at FROM readings WHERE reading IS NOT NULL;
