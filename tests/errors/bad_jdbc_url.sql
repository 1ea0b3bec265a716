-- A JDBC URL is of another database.
CREATE TABLE users (id STRING PRIMARY KEY NOT ENFORCED, city STRING) WITH (
  'connector' = 'jdbc',
  'url' = 'jdbc:oracle://localhost:3306/db',
  'table-name' = 'users'
);
SELECT * FROM users;
