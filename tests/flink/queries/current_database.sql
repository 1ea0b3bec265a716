-- CURRENT_DATABASE() is the session's database when the query is planned, in a view as well.
SELECT 'default', CURRENT_DATABASE(), current_database(), TYPEOF(CURRENT_DATABASE());
CREATE VIEW v AS SELECT 'view', CURRENT_DATABASE() AS c;
CREATE DATABASE a_database_with_a_long_name;
USE a_database_with_a_long_name;
SELECT 'other', CURRENT_DATABASE();
SELECT * FROM default_database.v;
SELECT 'column', n, CURRENT_DATABASE() FROM (VALUES (1), (2)) AS t(n);
