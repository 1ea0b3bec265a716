-- Nested JSON events become flat CSV lines.

SET 'pipeline.name' = 'FlattenEvents';
SET 'table.local-time-zone' = 'UTC';

CREATE TABLE events (
    id STRING,
    `user` ROW<id BIGINT, name STRING, address ROW<city STRING, zip STRING>>,
    tags ARRAY<STRING>,
    readings MAP<STRING, DOUBLE>,
    at_millis BIGINT,
    happened_at AS TO_TIMESTAMP_LTZ(at_millis, 3)
) WITH (
    'connector' = 'kafka',
    'topic' = 'events',
    'properties.bootstrap.servers' = 'localhost:9092',
    'properties.group.id' = 'flatten-events',
    'scan.startup.mode' = 'earliest-offset',
    'format' = 'json'
);

CREATE TABLE flat_events (
    id STRING,
    user_id BIGINT,
    user_name STRING,
    city STRING,
    first_tag STRING,
    tag_count INT,
    temperature DOUBLE,
    happened_at TIMESTAMP(3)
) WITH (
    'connector' = 'kafka',
    'topic' = 'flat-events',
    'properties.bootstrap.servers' = 'localhost:9092',
    'format' = 'csv',
    'csv.field-delimiter' = ';',
    'csv.null-literal' = ''
);

INSERT INTO flat_events
SELECT
    id,
    `user`.id,
    UPPER(`user`.name),
    COALESCE(`user`.address.city, 'unknown'),
    tags[1],
    CARDINALITY(tags),
    readings['temperature'],
    CAST(happened_at AS TIMESTAMP(3))
FROM events
WHERE `user`.id IS NOT NULL;
