"""The kafka source and sink against a real broker: where reading begins and ends, metadata,
outages."""

import time
import unittest

from integration_case import IntegrationCase
from servers import Kafka


class KafkaSourceTest(IntegrationCase):
    """One plaintext broker."""

    def job(self, topic, options, columns="line STRING", bootstrap=None):
        """SQL that prints a topic."""
        defaults = {"connector": "kafka", "format": "raw", "topic": topic,
                    "properties.bootstrap.servers": bootstrap or self.kafka.bootstrap,
                    "scan.startup.mode": "earliest-offset", "scan.bounded.mode": "latest-offset"}
        given = {**defaults, **options}
        lines = ", ".join(f"'{key}' = '{value}'" for key, value in given.items() if value)
        printed = columns.replace(" METADATA", "").replace(" VIRTUAL", "").replace(
            " FROM 'timestamp-type'", "")
        return f"""CREATE TABLE t ({columns}) WITH ({lines});
                   CREATE TABLE p ({printed}) WITH ('connector' = 'print');
                   INSERT INTO p SELECT * FROM t;"""

    def read(self, topic, options, columns="line STRING"):
        """The printed rows, sorted."""
        out = self.streamsql(self.job(topic, options, columns)).stdout
        return sorted(line for line in out.splitlines() if line.startswith("+I["))

    def filled(self, count=4):
        """A topic of one partition with the records 0, 1, …"""
        topic = self.topic()
        self.kafka_tool().produce(topic, [str(i) for i in range(count)])
        return topic

    def test_specific_offsets_on_both_ends(self):
        self.assertEqual(self.read(self.filled(), {
            "scan.startup.mode": "specific-offsets",
            "scan.startup.specific-offsets": "partition:0,offset:1",
            "scan.bounded.mode": "specific-offsets",
            "scan.bounded.specific-offsets": "partition:0,offset:3"}), ["+I[1]", "+I[2]"])

    def test_timestamps_on_both_ends(self):
        topic = self.topic()
        for time_millis in (1000, 2000, 3000, 4000):
            self.kafka_tool().produce(topic, [str(time_millis)], "--timestamp", time_millis)
        self.assertEqual(self.read(topic, {
            "scan.startup.mode": "timestamp", "scan.startup.timestamp-millis": 1500,
            "scan.bounded.mode": "timestamp", "scan.bounded.timestamp-millis": 3500}),
            ["+I[2000]", "+I[3000]"])

    def test_latest_reads_nothing_that_was_there(self):
        self.assertEqual(self.read(self.filled(), {"scan.startup.mode": "latest-offset"}), [])

    def test_group_offsets_on_both_ends(self):
        topic = self.filled()
        self.kafka_tool().commit("g-" + topic, topic, {0: 2})
        self.assertEqual(self.read(topic, {"properties.group.id": "g-" + topic,
                                           "scan.startup.mode": None}), ["+I[2]", "+I[3]"])
        self.kafka_tool().commit("h-" + topic, topic, {0: 2})
        self.assertEqual(self.read(topic, {"properties.group.id": "h-" + topic,
                                           "scan.bounded.mode": "group-offsets"}),
                         ["+I[0]", "+I[1]"])

    def test_group_offsets_that_are_not_there(self):
        topic = self.filled()
        options = {"properties.group.id": "none-" + topic, "scan.startup.mode": None}
        done = self.streamsql(self.job(topic, options), check=False)
        self.assertEqual(done.returncode, 1)
        self.assertIn("Undefined offset with no reset policy for partitions", done.stderr)
        options["properties.auto.offset.reset"] = "earliest"
        self.assertEqual(len(self.read(topic, options)), 4)

    def test_an_offset_that_no_longer_exists(self):
        topic = self.filled()
        self.kafka_tool().commit("far-" + topic, topic, {0: 77})
        done = self.streamsql(self.job(topic, {
            "properties.group.id": "far-" + topic, "scan.startup.mode": None,
            "scan.bounded.mode": None}), check=False)
        self.assertEqual(done.returncode, 1)
        self.assertIn("the messages at this offset no longer exist", done.stderr)

    def test_a_pattern_reads_every_topic_that_matches(self):
        first = self.topic("pat-a")
        second = self.topic("pat-b")
        for name in (first, second):
            self.kafka_tool().produce(name, [name])
        self.assertEqual(self.read(None, {"topic-pattern": f"{self.unique}-pat-."}),
                         [f"+I[{first}]", f"+I[{second}]"])

    def test_metadata_columns(self):
        topic = self.topic(partitions=2)
        self.kafka_tool().produce(topic, ["v"], "-p", 1, "-H", "h=x", "--timestamp", 1718000000123)
        columns = ("line STRING, `topic` STRING METADATA, `partition` INT METADATA, "
                   "`offset` BIGINT METADATA, `timestamp` TIMESTAMP_LTZ(3) METADATA, "
                   "`kind` STRING METADATA FROM 'timestamp-type'")
        self.assertEqual(self.read(topic, {}, columns),
                         [f"+I[v, {topic}, 1, 0, 2024-06-10T06:13:20.123Z, CreateTime]"])

    def test_an_unknown_topic(self):
        done = self.streamsql(self.job("no-such-topic", {}), check=False)
        self.assertEqual(done.returncode, 1)
        self.assertIn("E5003", done.stderr)
        self.assertIn("Topic 'no-such-topic'", done.stderr)


class KafkaOutageTest(IntegrationCase):
    """A broker of its own, which is killed."""

    def test_a_broker_that_restarts_in_mid_run_loses_nothing(self):
        with Kafka() as kafka:
            kafka.create_topic("in", 1)
            kafka.create_topic("out", 1)
            tool = self.kafka_tool(kafka.bootstrap)
            tool.produce("in", [f"before {i}" for i in range(100)])
            address = f"'properties.bootstrap.servers' = '{kafka.bootstrap}', 'format' = 'raw'"
            self.start_streamsql(f"""
                CREATE TABLE i (line STRING) WITH ('connector' = 'kafka', 'topic' = 'in',
                  'scan.startup.mode' = 'earliest-offset', {address});
                CREATE TABLE o (line STRING) WITH ('connector' = 'kafka', 'topic' = 'out',
                  {address});
                INSERT INTO o SELECT line FROM i;""")
            self.wait_for(tool, 100)
            kafka.kill()
            kafka.restart()
            tool.produce("in", [f"after {i}" for i in range(100)])
            self.assertEqual(len(set(self.wait_for(tool, 200))), 200)

    def wait_for(self, tool, count):
        """What is in the topic `out` once it has `count` records."""
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            lines = tool.consume("out")
            if len(lines) >= count:
                return lines
        self.fail(f"{len(lines)} of {count} records; {(self.directory / 'err').read_text()}")
        return []


if __name__ == "__main__":
    unittest.main()
