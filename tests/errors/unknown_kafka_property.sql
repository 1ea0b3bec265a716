-- A Kafka client property is misspelled.
CREATE TABLE events (id INT, name STRING) WITH (
  'connector' = 'kafka',
  'topic' = 'events',
  'properties.bootstrap.servers' = 'localhost:9092',
  'format' = 'json',
  'properties.securty.protocol' = 'SSL'
);
SELECT * FROM events;
