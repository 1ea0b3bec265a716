-- Text times text.
SELECT s * s FROM (VALUES ('2')) AS t(s);
