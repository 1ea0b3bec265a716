-- A format is misspelled.
CREATE TABLE events (id INT, name STRING) WITH (
  'connector' = 'kafka',
  'topic' = 'events',
  'properties.bootstrap.servers' = 'localhost:9092',
  'format' = 'jsn'
);
SELECT * FROM events;
