-- An option is misspelled.
CREATE TABLE events (id INT, name STRING) WITH (
  'connector' = 'kafka',
  'topic' = 'events',
  'properties.bootstrap.servers' = 'localhost:9092',
  'format' = 'json',
  'scan.startup.mod' = 'earliest-offset'
);
SELECT * FROM events;
