-- Times of day have no difference.
SELECT (m - TIME '01:00:00') SECOND FROM (VALUES (1, TIME '12:00:00')) AS t(n, m);
