-- An untyped NULL in VALUES.
SELECT x FROM (VALUES (NULL)) AS t(x);
