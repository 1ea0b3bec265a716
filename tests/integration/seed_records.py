"""Input of the seed's job (sql-examples/iot-enrichment): its fixtures and generated edge cases."""

import csv
import itertools
import json
import pathlib

HERE = pathlib.Path(__file__).resolve().parent
EXAMPLE = HERE.parents[1] / "sql-examples" / "iot-enrichment"

# As written in the records: at, just inside and just outside the edges of BETWEEN and of the type,
# rounded into or out of them, as text, with exponents, not a number at all, missing.
LATITUDES = ["90", "-90", "90.0", "90.00000004", "90.00000005", "-90.00000005", "90.0000001",
             "89.9999999", "-89.99999999", "9E1", "\"45.5\"", "null", "1000", "-0", "0.00000004"]
LONGITUDES = ["180", "-180", "180.00000004", "180.00000005", "-180.0000001", "1.8e2", "null",
              "\"-180\"", "999.9999999", "12345", "0"]
METRICS = ["0", "-0.004", "-0.005", "-0.01", "0.005", "99999999.99", "99999999.995", "100000000",
           "null", "\"3.50\"", "1E3", "1e-3", "0.1", "7", "-1"]
DEVICES = ["\"PBOX00000001\"", "\"PBOX00000002\"", "\"PBOX00000003\"", "\"PBOX00000004\"",
           "\"设备-05\"", "\"\"", "\"missing\"", "\"ключ\"", "\"🚀\"", "\"it's \\\"quoted\\\"\\\\\"",
           "\"tab\\there\"", "42", "true", "null", "\"dup\"", "\"PBOX00000006\"",
           "\"\\u8bbe\\u5907-05\""]
TIMES = ["\"2024-06-10 06:13:20.001\"", "null", "\"\"", "\"not a time: é\"", "1718000000"]


def fixture_records():
    """The example's own records, as lines."""
    text = (EXAMPLE / "fixtures" / "iot-topic.ndjson").read_text(encoding="utf-8")
    return text.splitlines()


def record(device, time, metric, place):
    """One record; each value is JSON already."""
    return (f'{{"pboxid":{device},"eventTime":{time},"metric":{metric},'
            f'"latitude":{place[0]},"longitude":{place[1]}}}')


def edge_records():
    """Every value of each list at least once beside harmless ones, and all edges of the place."""
    device, time, metric, place = DEVICES[0], TIMES[0], "1.25", ("1", "2")
    yield from (record(each, time, metric, place) for each in DEVICES)
    yield from (record(device, each, metric, place) for each in TIMES)
    yield from (record(device, time, each, place) for each in METRICS)
    for both in itertools.product(LATITUDES, LONGITUDES):
        yield record(device, time, metric, both)
    for i in range(200):
        yield record(DEVICES[i % len(DEVICES)], TIMES[i % len(TIMES)], METRICS[i % len(METRICS)],
                     (LATITUDES[i * 7 % len(LATITUDES)], LONGITUDES[i * 5 % len(LONGITUDES)]))
    yield '{"pboxid":"PBOX00000001"}'
    yield '{"longitude":2,"latitude":1,"metric":5,"pboxid":"PBOX00000002","pboxid2":"x"}'
    yield '  { "pboxid" : "PBOX00000004" , "metric" : 5 , "latitude" : 1 , "longitude" : 1 }  '


def records():
    """All records; the edge cases twice, as duplicates are records too."""
    edges = list(edge_records())
    return fixture_records() + edges + edges[:40]


def devices():
    """The rows of the dimension as dicts; None is NULL. One key has two rows."""
    with open(EXAMPLE / "fixtures" / "meta_data.csv", encoding="utf-8", newline="") as file:
        rows = [{key: value or None for key, value in row.items()}
                for row in csv.DictReader(file)]
    names = list(rows[0])
    more = [("", "dev-empty", None, None, "empty", 1),
            ("ключ", "устройство", "1970-01-01 00:00:00.000", None, "ß", -1),
            ("🚀", "rocket", "9999-12-31 23:59:59.999", None, "🛰", 2147483647),
            ("it's \"quoted\"\\", "o'dev", "2024-01-01 00:00:00.001", None, "a\\b", 0),
            ("tab\there", "tab\tdev", "2024-01-01 00:00:00.010", None, "\n", 1),
            ("42", "dev-42", "2024-01-01 00:00:00.100", None, "", 1),
            ("dup", "dev-a", None, None, None, 1), ("dup", "dev-b", None, None, None, 0)]
    for row in rows:
        row["status"] = None if row["status"] is None else int(row["status"])
    return rows + [dict(zip(names, row)) for row in more]


def insert_statements():
    """SQL that creates and fills the dimension's table."""
    def literal(value):
        if value is None:
            return "NULL"
        if isinstance(value, int):
            return str(value)
        return "X'" + value.encode().hex() + "'" if value else "''"
    values = ",".join("(" + ",".join(
        ("CONVERT(" + literal(value) + " USING utf8mb4)" if isinstance(value, str)
         else literal(value)) for value in row.values()) + ")" for row in devices())
    return ("DROP TABLE IF EXISTS meta_data; CREATE TABLE meta_data (pboxid VARCHAR(64) NOT NULL, "
            "device_id VARCHAR(64), bind_time DATETIME(3), unbind_time DATETIME(3), "
            "credit_code VARCHAR(64), status INT, KEY (pboxid)) "
            "DEFAULT CHARSET utf8mb4 COLLATE utf8mb4_nopad_bin;"
            f"INSERT INTO meta_data VALUES {values};")


def write_for_flink(directory):
    """The input as files, and the job over them: see seed/README.md."""
    directory = pathlib.Path(directory)
    directory.mkdir(parents=True, exist_ok=True)
    (directory / "iot.ndjson").write_text("".join(f"{line}\n" for line in records()),
                                          encoding="utf-8")
    (directory / "dim.ndjson").write_text("".join(
        json.dumps(row, ensure_ascii=False) + "\n" for row in devices()), encoding="utf-8")
    job = (EXAMPLE / "job.sql").read_text(encoding="utf-8")
    for old, new in [("'streaming'", "'batch'"), (" FOR SYSTEM_TIME AS OF i.proc_time AS m", " m"),
                     ("SET 'execution.checkpointing.interval' = '10s';", "")]:
        assert old in job, old
        job = job.replace(old, new)
    tables = {"iot_source_fixed": "iot.ndjson", "meta_data_dim_fixed": "dim.ndjson",
              "rich_iot_data": "rich"}
    head, *rest = job.split("CREATE TABLE ")
    for i, table in enumerate(rest):
        file = tables.get(table.split(" ", 1)[0])
        if file:
            begin, end = table.index("WITH ("), table.index("\n);")
            rest[i] = (table[:begin] + "WITH ('connector' = 'filesystem', 'format' = 'json', "
                       f"'path' = '${{DIR}}/{file}'" + table[end:])
    (directory / "seed.sql").write_text("CREATE TABLE ".join([head, *rest]), encoding="utf-8")


if __name__ == "__main__":
    import sys
    write_for_flink(sys.argv[1])
