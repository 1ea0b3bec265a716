-- A bad TO_TIMESTAMP pattern.
SELECT TO_TIMESTAMP(x, 'bbb') FROM (VALUES ('2021')) AS t(x);
