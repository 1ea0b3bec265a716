"""Malformed, truncated and hostile JSON among good records, through a real topic."""

import base64
import json
import os
import random
import re
from collections import Counter

from integration_case import IntegrationCase

GOOD, BAD = 20_000, int(os.environ.get("STREAMSQL_BAD_RECORDS", "100000"))

# Each is an object of the table's columns spoilt in one way; none may be read as a row.
HOSTILE = [
    "", " ", "{", "}", "[", "nul", "\x00", "{\"id\"", "{\"id\":", "{\"id\":1", "{\"id\":1,",
    "{\"id\":1,}", "{id:1}", "{'id':1}", "{\"id\":01}", "{\"id\":+1}", "{\"id\":.5}",
    "{\"id\":--1}", "{\"id\":1e}", "{\"id\":0x10}", "{\"id\":Infinity}", "{\"id\":tru}",
    "{\"id\":\"not a number\"}", "{\"id\":99999999999999999999999}", "{\"id\":{\"a\":1}}",
    "{\"amount\":\"1.2.3\"}", "{\"amount\":[1]}", "{\"at\":\"yesterday\"}",
    "{\"at\":\"2024-13-01 00:00:00\"}", "{\"tags\":{}}", "{\"tags\":[[1]}",
    "{\"name\":\"\\u12\"}", "{\"name\":\"\\x\"}", "{\"name\":\"open",
    "[" * 100_000, "{\"tags\":" * 5_000, "{\"id\":" + "9" * 100_000 + "}",
    "{\"name\":\"" + "x" * 200_000, "{\"id\":1e999999999}", "{\"id\":-" + "0" * 50_000 + "}",
]
# The long ones are sent seldom, as they would be most of the bytes.
SHORT = [text for text in HOSTILE if len(text) < 200]


def good(number):
    """A record that is read as a row."""
    return json.dumps({"id": number, "name": f"näme {number}", "amount": number / 4,
                       "at": "2024-06-10 06:13:20.001", "tags": ["a", None]}, ensure_ascii=False)


def bad(number, chance):
    """A record that cannot be read: hostile, truncated, or with a byte that breaks the syntax."""
    if number < len(HOSTILE):
        return HOSTILE[number]
    kind = chance.randrange(3)
    if kind == 0:
        return chance.choice(SHORT)
    text = good(number)
    if kind == 1:
        return text[:chance.randrange(1, len(text) - 1)]
    return chance.choice("]}:,x") + text


def as_line(text):
    """The producer sends lines, and nothing for an empty one."""
    return text.replace("\n", "\t").replace("\x00", "\x01") or " "


def mixed(good_count=GOOD, bad_count=BAD):
    """All records in a fixed random order."""
    chance = random.Random(20240610)
    lines = [good(i) for i in range(good_count)]
    lines += [as_line(bad(i, chance)) for i in range(bad_count)]
    chance.shuffle(lines)
    return lines


class BadRecordsTest(IntegrationCase):
    """Each policy; the good rows are there whatever the policy does with the others."""

    def job(self, topic, *options):
        """SQL that prints the keys of a topic's rows."""
        more = "".join(f", '{key}' = '{value}'" for key, value in options)
        return f"""CREATE TABLE t (id BIGINT, name STRING, amount DECIMAL(10, 2),
              `at` TIMESTAMP(3), tags ARRAY<STRING>) WITH (
              'connector' = 'kafka', 'topic' = '{topic}',
              'properties.bootstrap.servers' = '{self.kafka.bootstrap}', 'format' = 'json',
              'scan.startup.mode' = 'earliest-offset', 'scan.bounded.mode' = 'latest-offset'{more});
            CREATE TABLE p (id BIGINT) WITH ('connector' = 'print');
            INSERT INTO p SELECT id FROM t
            WHERE name LIKE 'näme %' AND amount >= 0 AND `at` IS NOT NULL AND tags IS NOT NULL;"""

    def filled(self, lines):
        """A topic of two partitions with these records."""
        topic = self.topic(partitions=2)
        self.kafka_tool().produce(topic, lines)
        return topic

    def check_good(self, done, count=GOOD):
        """Every good record is printed once."""
        printed = sorted(int(key) for key in re.findall(r"^\+I\[(\d+)\]$", done.stdout, re.M))
        self.assertEqual(printed, list(range(count)))

    def test_good_and_dead_lettered_records_are_all_records_in_a_topic(self):
        lines = mixed()
        dead = self.topic("dead")
        done = self.streamsql(self.job(self.filled(lines), ("dead-letter.topic", dead)),
                              timeout=300)
        self.check_good(done)
        headers = self.kafka_tool().consume(dead, "--format", r"%h\n")
        self.assertEqual(len(headers), BAD)
        self.assertEqual(sum(high for _, high in self.kafka_tool().watermarks(dead).values()), BAD)
        self.assertTrue(all("reason=" in line for line in headers))
        self.assertIn(f"{len(lines):,} in", done.stderr)

    def test_good_and_dead_lettered_records_are_all_records_in_a_file(self):
        lines = mixed()
        file = self.directory / "dead.ndjson"
        done = self.streamsql(self.job(self.filled(lines), ("dead-letter.path", file)), timeout=300)
        self.check_good(done)
        letters = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
        bodies = [base64.b64decode(letter["bytes"]).decode() for letter in letters]
        expected = Counter(lines) - Counter(map(good, range(GOOD)))
        missing = sorted((expected - Counter(bodies)).items())
        self.assertEqual([(line[:60], count) for line, count in missing], [])
        self.assertEqual(len(letters), BAD)
        self.assertTrue(all(letter["reason"] and "offset" in letter["place"] for letter in letters))

    def test_ignored_errors_are_counted(self):
        lines = mixed()
        done = self.streamsql(self.job(self.filled(lines), ("json.ignore-parse-errors", "true")),
                              timeout=300)
        self.check_good(done)
        self.assertRegex(done.stderr, r"bad records +\d")

    def test_fail_names_the_place_the_field_and_the_reason(self):
        topic = self.topic()
        self.kafka_tool().produce(topic, [good(0), good(1), '{"id":7,"amount":"twelve"}', good(2)])
        done = self.streamsql(self.job(topic), check=False)
        self.assertEqual(done.returncode, 1)
        for part in (f"topic '{topic}', partition 0, offset 2", "amount", "twelve"):
            self.assertIn(part, done.stderr)
        self.check_good(done, 2)

