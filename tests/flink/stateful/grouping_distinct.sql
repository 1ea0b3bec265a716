-- GROUP BY DISTINCT counts a grouping set that stands twice once.
SELECT a, COUNT(*) FROM (VALUES (1,2),(1,3)) t(a,b) GROUP BY DISTINCT GROUPING SETS ((a),(a));
