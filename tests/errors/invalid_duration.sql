-- A duration cannot be read.
CREATE TABLE events (id INT, name STRING) WITH (
  'connector' = 'kafka',
  'topic' = 'events',
  'properties.bootstrap.servers' = 'localhost:9092',
  'format' = 'json',
  'scan.topic-partition-discovery.interval' = 'often'
);
SELECT * FROM events;
