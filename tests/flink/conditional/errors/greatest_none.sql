-- GREATEST without arguments.
SELECT GREATEST();
