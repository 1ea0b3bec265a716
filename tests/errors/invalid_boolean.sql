-- A boolean is neither true nor false.
CREATE TABLE events (id INT, name STRING) WITH (
  'connector' = 'kafka',
  'topic' = 'events',
  'properties.bootstrap.servers' = 'localhost:9092',
  'format' = 'json',
  'json.ignore-parse-errors' = 'yes'
);
SELECT * FROM events;
