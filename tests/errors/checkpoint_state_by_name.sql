SET 'pipeline.name' = 'look';
SELECT * FROM TABLE(checkpoint_state('orders-per-customer', operator => 'GroupAggregate'));
