-- Length counts UTF-16 units or characters; UPPER, LOWER and INITCAP follow Java.
CREATE TABLE t (n INT, s STRING) WITH (
  'connector' = 'filesystem', 'path' = '${DIR}/texts.json', 'format' = 'json');
SELECT 'length', n, s, CHAR_LENGTH(s), CHARACTER_LENGTH(s) FROM t;
SELECT 'case', n, UPPER(s), LOWER(s), INITCAP(s) FROM t;
SELECT 'reverse', n, REVERSE(s), ASCII(s) FROM t;
SELECT 'is', n, IS_ALPHA(s), IS_DIGIT(s), IS_DECIMAL(s) FROM t;
