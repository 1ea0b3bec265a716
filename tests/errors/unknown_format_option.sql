-- A format's option is misspelled.
CREATE TABLE events (id INT, name STRING) WITH (
  'connector' = 'kafka',
  'topic' = 'events',
  'properties.bootstrap.servers' = 'localhost:9092',
  'format' = 'json',
  'json.ignore-parse-error' = 'true'
);
SELECT * FROM events;
