SELECT * FROM checkpoint_state('orders-per-customer');
