-- Text = INT is refused, though text > INT is not.
SELECT s = i FROM (VALUES ('1', 1)) AS t(s, i);
