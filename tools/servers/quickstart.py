#!/usr/bin/env python3
"""The flagship job against a real Kafka and a real MariaDB, for tools/quickstart --servers."""
import csv
import pathlib
import signal
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
EXAMPLE = ROOT / "sql-examples" / "iot-enrichment"
sys.path[:0] = [str(ROOT / "tools"), str(ROOT / "tests" / "integration")]


def literal(text):
    """A CSV cell as SQL; an empty one is NULL."""
    return "'" + text.replace("'", "''") + "'" if text else "NULL"


def dimension_sql(database):
    """The dimension table with the rows of its fixture."""
    with open(EXAMPLE / "fixtures" / "meta_data.csv", encoding="utf-8") as file:
        rows = list(csv.reader(file))
    values = ", ".join(f"({', '.join(literal(cell) for cell in row)})" for row in rows[1:])
    return (f"USE {database}; CREATE TABLE meta_data (pboxid VARCHAR(64) PRIMARY KEY, "
            "device_id VARCHAR(64), bind_time DATETIME(3), unbind_time DATETIME(3), "
            f"credit_code VARCHAR(64), status INT); INSERT INTO meta_data VALUES {values};")


def run_on_servers():
    """The same job, its addresses rebound by --table-option, until every record has come out."""
    from kafka_tool import KafkaTool  # pylint: disable=import-outside-toplevel
    from servers import Kafka, MariaDb  # pylint: disable=import-outside-toplevel

    print("starting Kafka and MariaDB …", flush=True)
    with Kafka() as kafka, MariaDb() as mariadb:
        mariadb.sql(dimension_sql(mariadb.database))
        tool = KafkaTool(ROOT / "build" / "tests" / "kafka_tool", kafka.bootstrap)
        kafka.create_topic("iot-topic")
        kafka.create_topic("rich-iot-data")
        lines = (EXAMPLE / "fixtures" / "iot-topic.ndjson").read_text(encoding="utf-8")
        tool.produce("iot-topic", lines.splitlines())
        options = {
            "iot_source_fixed.properties.bootstrap.servers": kafka.bootstrap,
            "iot_source_fixed.scan.startup.mode": "earliest-offset",
            "rich_iot_data.properties.bootstrap.servers": kafka.bootstrap,
            "meta_data_dim_fixed.url": mariadb.url,
            "meta_data_dim_fixed.username": mariadb.user,
            "meta_data_dim_fixed.password": mariadb.password,
        }
        arguments = [part for key, value in options.items()
                     for part in ("--table-option", f"{key}={value}")]
        print("streamsql run sql-examples/iot-enrichment/job.sql --table-option …", flush=True)
        job = subprocess.Popen([ROOT / "build" / "streamsql", "run", EXAMPLE / "job.sql",
                                "--fresh", *arguments])
        expected = sum(1 for _ in open(EXAMPLE / "expected" / "rich_iot_data.changelog",
                                       encoding="utf-8"))
        deadline = time.monotonic() + 60
        while (len(tool.consume("rich-iot-data")) < expected and job.poll() is None
               and time.monotonic() < deadline):
            time.sleep(0.2)
        job.send_signal(signal.SIGINT)
        status = job.wait()
        print("\nin the topic rich-iot-data:")
        print("\n".join(tool.consume("rich-iot-data")))
    if status != 0:
        sys.exit(status)


if __name__ == "__main__":
    run_on_servers()
