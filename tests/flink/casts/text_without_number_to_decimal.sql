-- One character that is no digit is read as the DECIMAL 0 (longer text is an error).
SELECT CAST(s AS DECIMAL(5, 2)) FROM (VALUES ('1'), ('x')) AS t(s);
