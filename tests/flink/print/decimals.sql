-- DECIMALs print as BigDecimal.toString: an exponent if the first digit is more than six places behind the point.
CREATE TABLE t (n INT, c DECIMAL(10, 2), e DECIMAL(20, 10), g DECIMAL(38, 18), h DECIMAL(38, 0)) WITH (
  'connector' = 'filesystem', 'path' = '${DIR}/decimals.json', 'format' = 'json');
CREATE TABLE p (n INT, c DECIMAL(10, 2), e DECIMAL(20, 10), g DECIMAL(38, 18), h DECIMAL(38, 0)) WITH ('connector' = 'print');
INSERT INTO p SELECT * FROM t;
