-- A metadata column names a key that the connector does not have.
CREATE TABLE t (id INT, at_time TIMESTAMP_LTZ(3) METADATA FROM 'timestmp') WITH (
  'connector' = 'kafka', 'topic' = 't', 'properties.bootstrap.servers' = 'b:9092', 'format' = 'json');
SELECT * FROM t;
