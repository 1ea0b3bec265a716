"""The seed's job on real servers: both sinks hold what Flink gives for the same input."""

import json
from collections import Counter

from integration_case import IntegrationCase
from seed_records import EXAMPLE, HERE, insert_statements, records

EXPECTED = HERE / "seed"
PREFIX = "Kafka-MySQL-Lookup> "


class SeedTest(IntegrationCase):
    """Rows are compared as multisets: lookups may answer out of order over partitions."""

    def setUp(self):
        super().setUp()
        self.mariadb.sql(insert_statements())
        self.source, self.sink = self.topic("iot"), self.topic("rich")
        self.kafka_tool().produce(self.source, records())

    def options(self):
        """What binds the job's tables to the servers, and ends it with what is in the topic."""
        tables = {
            "iot_source_fixed": {"properties.bootstrap.servers": self.kafka.bootstrap,
                                 "topic": self.source, "scan.startup.mode": "earliest-offset",
                                 "scan.bounded.mode": "latest-offset"},
            "rich_iot_data": {"properties.bootstrap.servers": self.kafka.bootstrap,
                              "topic": self.sink},
            "meta_data_dim_fixed": {"url": self.mariadb.url, "username": self.mariadb.user,
                                    "password": self.mariadb.password}}
        for table, values in tables.items():
            for key, value in values.items():
                yield from ("--table-option", f"{table}.{key}={value}")

    def check(self, sql, *arguments):
        """Run the job and compare both sinks with Flink's."""
        done = self.streamsql(sql, *self.options(), *arguments)
        printed = [line for line in done.stdout.splitlines() if line.startswith(PREFIX)]
        self.compare("print.expected", printed)
        self.compare("rich.expected", self.kafka_tool().consume(self.sink))
        self.assertIn(f"{len(records())} in", done.stderr.replace(",", ""), done.stderr)

    def compare(self, file, actual):
        """The same lines as often."""
        expected = (EXPECTED / file).read_text(encoding="utf-8").splitlines()
        missing = Counter(expected) - Counter(actual)
        surplus = Counter(actual) - Counter(expected)
        self.assertEqual((sorted(missing.elements()), sorted(surplus.elements())), ([], []), file)

    def test_one_statement_set_gives_flink_s_rows(self):
        self.check((EXAMPLE / "job.sql").read_text(encoding="utf-8"))

    def test_separate_inserts_give_flink_s_rows(self):
        sql = (EXAMPLE / "job.sql").read_text(encoding="utf-8")
        self.assertEqual(sql.count("EXECUTE STATEMENT SET BEGIN"), 1)
        self.check(sql.replace("EXECUTE STATEMENT SET BEGIN", "").replace("END;\n", ""))

    def test_every_lookup_asked_of_the_database_gives_flink_s_rows(self):
        self.check((EXAMPLE / "job.sql").read_text(encoding="utf-8"),
                   "--table-option", "meta_data_dim_fixed.lookup.cache=NONE")

    def test_several_subtasks_give_flink_s_rows(self):
        sql = (EXAMPLE / "job.sql").read_text(encoding="utf-8")
        self.check(sql.replace("'parallelism.default' = '1'", "'parallelism.default' = '3'")
                   .replace("'print-identifier' =", "'sink.parallelism' = '1', "
                            "'print-identifier' ="))

    def test_the_sink_s_rows_are_json_of_the_declared_columns(self):
        self.streamsql((EXAMPLE / "job.sql").read_text(encoding="utf-8"), *self.options())
        keys = {tuple(json.loads(line)) for line in self.kafka_tool().consume(self.sink)}
        self.assertEqual(len(keys), 1)
        self.assertEqual(keys.pop()[-2:], ("status", "status_text"))
