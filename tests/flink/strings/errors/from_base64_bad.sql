-- Text that is no base 64.
SELECT FROM_BASE64(x) FROM (VALUES ('YQ=='), ('*')) AS t(x);
