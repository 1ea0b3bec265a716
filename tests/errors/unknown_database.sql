-- A database is not there.
USE analytics;
