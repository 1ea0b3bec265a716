-- TO_TIMESTAMP and TO_DATE of good and bad text; bad is NULL, some dates are clamped.
CREATE TABLE t (n INT, s STRING) WITH (
  'connector' = 'filesystem', 'path' = '${DIR}/texts.json', 'format' = 'json');
SELECT 'default', n, s, TO_TIMESTAMP(s), TO_DATE(s) FROM t WHERE n <> 19;
SELECT 'date patterns', n, TO_TIMESTAMP(s, 'yyyy-MM-dd'), TO_DATE(s, 'yyyy-MM-dd'), TO_DATE(s, 'yyyyMMdd'), TO_DATE(s, 'yyyy/MM/dd'), TO_DATE(s, 'MMM d, yyyy') FROM t;
SELECT 'timestamp patterns', n, TO_TIMESTAMP(s, 'yyyy-MM-dd HH:mm:ss'), TO_TIMESTAMP(s, 'dd.MM.yyyy HH:mm'), TO_TIMESTAMP(s, 'yyyyMMddHHmmss'), TO_TIMESTAMP(s, 'yyyy-MM-dd HH:mm'), TO_TIMESTAMP(s, 'HH:mm:ss') FROM t;
SELECT 'odd patterns', n, TO_TIMESTAMP(s, 'yyyy-MM-dd''T''HH:mm:ss'), TO_TIMESTAMP(s, 'yyyy-MM-dd HH:mm:ss.SSS'), TO_TIMESTAMP(s, 'yyyy-MM-dd HH:mm:ss Z') FROM t;
