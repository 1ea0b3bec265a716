-- CREATE is misspelled.
CRAETE TABLE t (a INT) WITH ('connector' = 'print');
