-- New rows of a database table, as they come, into a topic.

SET 'pipeline.name' = 'PollOrders';
SET 'execution.checkpointing.interval' = '10s';

CREATE TABLE orders (
    id BIGINT,
    customer STRING,
    total DECIMAL(10, 2),
    created_at TIMESTAMP(3),
    PRIMARY KEY (id) NOT ENFORCED
) WITH (
    'connector' = 'jdbc',
    'url' = 'jdbc:mysql://localhost:3306/shop',
    'table-name' = 'orders',
    'scan.mode' = 'incrementing',
    'scan.incrementing.column' = 'id',
    'scan.poll-interval' = '1s'
);

CREATE TABLE order_events (
    order_id BIGINT,
    customer STRING,
    total DECIMAL(10, 2),
    created_at TIMESTAMP(3)
) WITH (
    'connector' = 'kafka',
    'topic' = 'order-events',
    'properties.bootstrap.servers' = 'localhost:9092',
    'key.format' = 'json',
    'key.fields' = 'order_id',
    'value.format' = 'json'
);

INSERT INTO order_events
SELECT id, COALESCE(customer, 'anonymous'), total, created_at FROM orders;
