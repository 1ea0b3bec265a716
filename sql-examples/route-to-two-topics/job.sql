-- Payments from one topic: large or foreign ones go to review, the others are booked.

SET 'pipeline.name' = 'RoutePayments';

CREATE TABLE payments (
    payment_id BIGINT,
    account STRING,
    amount DECIMAL(12, 2),
    currency STRING,
    paid_at TIMESTAMP(3)
) WITH (
    'connector' = 'kafka',
    'topic' = 'payments',
    'properties.bootstrap.servers' = 'localhost:9092',
    'properties.group.id' = 'route-payments',
    'scan.startup.mode' = 'earliest-offset',
    'format' = 'json'
);

CREATE TABLE payments_to_book (
    payment_id BIGINT,
    account STRING,
    amount DECIMAL(12, 2)
) WITH (
    'connector' = 'kafka',
    'topic' = 'payments-to-book',
    'properties.bootstrap.servers' = 'localhost:9092',
    'format' = 'json'
);

CREATE TABLE payments_to_review (
    payment_id BIGINT,
    account STRING,
    amount DECIMAL(12, 2),
    currency STRING,
    reason STRING
) WITH (
    'connector' = 'kafka',
    'topic' = 'payments-to-review',
    'properties.bootstrap.servers' = 'localhost:9092',
    'format' = 'json'
);

CREATE TEMPORARY VIEW judged AS
SELECT
    payment_id, account, amount, currency,
    CASE
        WHEN account IS NULL THEN 'no account'
        WHEN amount IS NULL OR amount <= 0 THEN 'no amount'
        WHEN amount >= 10000 THEN 'large'
        WHEN currency NOT IN ('EUR', 'CHF') THEN 'foreign'
    END AS reason
FROM payments;

EXECUTE STATEMENT SET BEGIN
INSERT INTO payments_to_book
SELECT payment_id, account, amount FROM judged WHERE reason IS NULL;

INSERT INTO payments_to_review
SELECT payment_id, account, amount, currency, reason FROM judged WHERE reason IS NOT NULL;
END;
