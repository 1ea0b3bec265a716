-- A setting's value cannot be read.
SET 'execution.checkpointing.interval' = 'soon';
