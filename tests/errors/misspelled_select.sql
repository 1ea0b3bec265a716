-- A keyword is misspelled.
SELCT 1;
