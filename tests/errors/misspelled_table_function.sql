SELECT customer
FROM checkpoint_sate('orders-per-customer', 'GroupAggregate');
