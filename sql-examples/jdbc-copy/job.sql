-- Copies active customers from one database table to another, changed on the way.

SET 'pipeline.name' = 'CopyCustomers';
SET 'execution.runtime-mode' = 'streaming';

CREATE TABLE customers (
    id INT,
    name STRING,
    email STRING,
    credit DECIMAL(10, 2),
    active BOOLEAN,
    PRIMARY KEY (id) NOT ENFORCED
) WITH (
    'connector' = 'jdbc',
    'url' = 'jdbc:mysql://localhost:3306/shop',
    'table-name' = 'customers',
    'scan.fetch-size' = '1000'
);

CREATE TABLE customer_copy (
    id INT,
    name STRING,
    email STRING,
    credit DECIMAL(10, 2),
    PRIMARY KEY (id) NOT ENFORCED
) WITH (
    'connector' = 'jdbc',
    'url' = 'jdbc:mysql://localhost:3306/warehouse',
    'table-name' = 'customer_copy',
    'sink.buffer-flush.max-rows' = '500',
    'sink.buffer-flush.interval' = '1s',
    'sink.max-retries' = '3'
);

INSERT INTO customer_copy
SELECT id, TRIM(name), LOWER(email), COALESCE(credit, 0)
FROM customers
WHERE active;
