-- A table has no format.
CREATE TABLE events (id INT, name STRING) WITH (
  'connector' = 'kafka',
  'topic' = 'events',
  'properties.bootstrap.servers' = 'localhost:9092'
);
SELECT * FROM events;
