"""Jobs over a real Kafka whose results must be exact: restores, other clusters, outages."""

import collections
import json
import re
import signal
import subprocess

from integration_case import IntegrationCase
from servers import Kafka
from servers.process import wait_until

SOURCE = """
SET 'execution.checkpointing.interval' = '{interval}';
SET 'pipeline.name' = '{job}';
CREATE TABLE src (k STRING, seq BIGINT) WITH ('connector' = 'kafka', 'topic' = '{source}',
  'properties.bootstrap.servers' = '{bootstrap}', 'scan.startup.mode' = 'earliest-offset',
  'format' = 'json' {more});
"""
SINK = """
CREATE TABLE {name} (k STRING, seq BIGINT) WITH ('connector' = 'kafka', 'topic' = '{topic}',
  'properties.bootstrap.servers' = '{bootstrap}', 'format' = 'json');
"""
PATIENCE = 60


class ExactlyOnceCase(IntegrationCase):
    """A job with a source topic of its own."""

    def setUp(self):
        super().setUp()
        self.job = f"eo{IntegrationCase._used}"
        self.source = self.topic("in", 2)
        self.sent = 0

    def sql(self, body, interval="100 ms", more="", bootstrap=None):
        """The script of the job."""
        return SOURCE.format(interval=interval, job=self.job, source=self.source, more=more,
                             bootstrap=bootstrap or self.kafka.bootstrap) + body

    def sink(self, name, topic, kafka=None):
        """The declaration of a sink."""
        return SINK.format(name=name, topic=topic, bootstrap=(kafka or self.kafka).bootstrap)

    def send(self, count, tool=None):
        """Records with numbers that follow those sent before."""
        lines = [json.dumps({"k": f"k{i % 5}", "seq": i})
                 for i in range(self.sent, self.sent + count)]
        (tool or self.kafka_tool()).produce(self.source, lines)
        self.sent += count

    def seqs(self, topic, tool=None):
        """The numbers that committed readers see, with how often they do."""
        lines = (tool or self.kafka_tool()).consume(topic, "--isolation", "read_committed")
        return collections.Counter(json.loads(line)["seq"] for line in lines)

    def wanted(self):
        """Every number, once."""
        return collections.Counter(range(self.sent))

    def wait_for_all(self, *topics):
        """Until each topic holds what was sent."""
        for topic in topics:
            wait_until(lambda topic=topic: len(self.seqs(topic)) == self.sent, "all rows",
                       timeout=PATIENCE)

    def run_until_decided_and_kill(self, sql):
        """Starts the job and kills it behind its next decision."""
        decided = self.directory / "state" / "streamsql" / self.job / "DECIDED"
        before = decided.read_text(encoding="ascii") if decided.exists() else ""
        process = self.start_streamsql(sql)
        wait_until(lambda: decided.read_text(encoding="ascii") != before, "a checkpoint",
                   timeout=PATIENCE)
        process.kill()
        process.wait()

    def stop(self, process):
        """Ctrl-C, and a clean end."""
        process.send_signal(signal.SIGINT)
        self.assertEqual(process.wait(PATIENCE), 0, self.log())

    def log(self):
        """What the running jobs have said."""
        return (self.directory / "err").read_text(encoding="utf-8")


class RestoreTest(ExactlyOnceCase):
    """Jobs that go on under other options."""

    def test_a_job_that_becomes_bounded_ends_where_its_input_ends_now(self):
        out = self.topic("out", 1)
        sql = self.sql(self.sink("dst", out) + "INSERT INTO dst SELECT k, seq FROM src;")
        self.send(100)
        process = self.start_streamsql(sql)
        self.wait_for_all(out)
        process.kill()
        process.wait()
        self.send(50)
        done = self.streamsql(sql, "--table-option", "src.scan.bounded.mode=latest-offset")
        self.assertIn("goes on from checkpoint", done.stderr)
        self.assertEqual(self.seqs(out), self.wanted())

    def test_a_job_that_becomes_unbounded_goes_on_behind_its_end(self):
        out = self.topic("out", 1)
        sql = self.sql(self.sink("dst", out) + "INSERT INTO dst SELECT k, seq FROM src;")
        self.send(100)
        process = self.start_streamsql(sql, "--table-option",
                                       "src.scan.bounded.mode=specific-offsets",
                                       "--table-option", "src.scan.bounded.specific-offsets="
                                       "partition:0,offset:1000;partition:1,offset:1000")
        self.wait_for_all(out)
        process.kill()
        process.wait()
        process = self.start_streamsql(sql)
        self.send(2500)
        self.wait_for_all(out)
        self.stop(process)
        self.assertEqual(self.seqs(out), self.wanted())


class OtherClusterTest(ExactlyOnceCase):
    """A sink in another cluster than the one that decides."""

    def test_both_clusters_have_each_row_once_after_kills(self):
        with Kafka() as other:
            tool = self.kafka_tool(other.bootstrap)
            here = self.topic("here", 1)
            there = self.topic("there", 2, kafka=other)
            sql = self.sql(self.sink("here", here) + self.sink("there", there, other) +
                           "EXECUTE STATEMENT SET BEGIN INSERT INTO here SELECT k, seq FROM src; "
                           "INSERT INTO there SELECT k, seq FROM src; END;")
            for _ in range(4):
                self.send(200)
                self.run_until_decided_and_kill(sql)
            self.send(100)
            process = self.start_streamsql(sql)
            self.wait_for_all(here)
            wait_until(lambda: len(self.seqs(there, tool)) == self.sent, "all rows there",
                       timeout=PATIENCE)
            self.stop(process)
            self.assertEqual(self.seqs(here), self.wanted())
            self.assertEqual(self.seqs(there, tool), self.wanted())


class DeadLetterTest(ExactlyOnceCase):
    """Dead letters are part of the transaction."""

    def test_each_bad_record_is_there_once_after_kills(self):
        out, letters = self.topic("out", 1), self.topic("letters", 1)
        sql = self.sql(self.sink("dst", out) + "INSERT INTO dst SELECT k, seq FROM src;",
                       more=f", 'dead-letter.topic' = '{letters}'")
        bad = []
        for turn in range(5):
            self.send(100)
            lines = [f"not json {turn} {i}" for i in range(20)]
            self.kafka_tool().produce(self.source, lines)
            bad += lines
            self.run_until_decided_and_kill(sql)
        process = self.start_streamsql(sql)
        self.wait_for_all(out)
        self.stop(process)
        self.assertEqual(self.seqs(out), self.wanted())
        found = self.kafka_tool().consume(letters, "--isolation", "read_committed")
        self.assertEqual(collections.Counter(found), collections.Counter(bad))


UPSERT = """
SET 'execution.checkpointing.interval' = '100 ms';
SET 'pipeline.name' = '{job}';
CREATE TABLE prices (sku STRING, price BIGINT, PRIMARY KEY (sku) NOT ENFORCED) WITH (
  'connector' = 'upsert-kafka', 'topic' = '{source}',
  'properties.bootstrap.servers' = '{bootstrap}', 'key.format' = 'raw', 'value.format' = 'json');
CREATE TABLE totals (kind STRING, n BIGINT, total BIGINT, PRIMARY KEY (kind) NOT ENFORCED) WITH (
  'connector' = 'upsert-kafka', 'topic' = '{sink}',
  'properties.bootstrap.servers' = '{bootstrap}', 'key.format' = 'raw', 'value.format' = 'json');
INSERT INTO totals SELECT SUBSTRING(sku FROM 1 FOR 1), COUNT(*), SUM(price) FROM prices
GROUP BY SUBSTRING(sku FROM 1 FOR 1);
"""


class UpsertTest(ExactlyOnceCase):
    """upsert-kafka on both ends: changes of keys, deletions, and kills."""

    def put(self, changes):
        """(key, price or None for a deletion) into the source."""
        lines = [f"{key}\t{json.dumps({'sku': key, 'price': price})}" if price is not None
                 else f"{key}\tNULL" for key, price in changes]
        self.kafka_tool().produce(self.source, lines, "--keyed", "--null", "NULL")

    def last(self, topic):
        """{key: value} of a compacted view of the topic."""
        out = {}
        lines = self.kafka_tool().consume(topic, "--isolation", "read_committed", "--format",
                                          "%k\\t%s\\n")
        for line in lines:
            key, value = line.split("\t", 1)
            out.pop(key, None)
            if value and value != "NULL":
                row = json.loads(value)
                out[key] = (row["n"], row["total"])
        return out

    def test_sums_follow_changes_and_deletions_through_kills(self):
        out = self.topic("out", 1)
        sql = UPSERT.format(job=self.job, source=self.source, sink=out,
                            bootstrap=self.kafka.bootstrap)
        prices = {}
        for turn in range(4):
            changes = [(f"{'ab'[i % 2]}{i}", turn * 100 + i) for i in range(turn, 12)]
            changes += [(f"a{2 * turn}", None)]
            self.put(changes)
            prices |= dict(changes)
            self.run_until_decided_and_kill(sql)
        wanted = {}
        for key, price in prices.items():
            if price is not None:
                n, total = wanted.get(key[0], (0, 0))
                wanted[key[0]] = (n + 1, total + price)
        process = self.start_streamsql(sql)
        wait_until(lambda: self.last(out) == wanted, f"{wanted}", timeout=PATIENCE)
        self.stop(process)
        self.assertEqual(self.last(out), wanted)


TIMED = """
SET 'execution.checkpointing.interval' = '100 ms';
CREATE TABLE src (ts TIMESTAMP(3), WATERMARK FOR ts AS ts) WITH ('connector' = 'kafka',
  'topic' = '{source}', 'properties.bootstrap.servers' = '{bootstrap}',
  'scan.startup.mode' = 'earliest-offset', 'format' = 'json' {more});
"""

ALIGNED = """
SET 'execution.checkpointing.interval' = '100 ms';
SET 'pipeline.name' = '{job}';
SET 'parallelism.default' = '1';
CREATE TABLE src (k STRING, seq BIGINT, ts AS TO_TIMESTAMP_LTZ(seq, 3), WATERMARK FOR ts AS ts)
WITH ('connector' = 'kafka', 'topic' = '{source}',
  'properties.bootstrap.servers' = '{bootstrap}', 'scan.startup.mode' = 'earliest-offset',
  'format' = 'json', 'scan.watermark.alignment.group' = 'g',
  'scan.watermark.alignment.max-drift' = '1 min',
  'scan.watermark.alignment.update-interval' = '100 ms');
"""


class WatermarkOptionTest(ExactlyOnceCase):
    """'scan.watermark.*' of a Kafka table."""

    def put(self, *seconds):
        """Rows with these times, all in one partition."""
        self.kafka_tool().produce(
            self.source, [json.dumps({"ts": f"2024-01-01 00:00:{s:02}"}) for s in seconds],
            "--partition", "0")

    def timed(self, more):
        """The declaration of the source."""
        return TIMED.format(source=self.source, bootstrap=self.kafka.bootstrap, more=more)

    def test_an_idle_partition_holds_nothing_back(self):
        out = self.topic("out", 1)
        self.put(1, 2, 12)
        process = self.start_streamsql(
            self.timed(", 'scan.watermark.idle-timeout' = '300 ms'") +
            self.sink("dst", out) +
            "INSERT INTO dst SELECT 'w', COUNT(*) FROM TABLE(TUMBLE(TABLE src, DESCRIPTOR(ts), "
            "INTERVAL '10' SECOND)) GROUP BY window_start, window_end;")

        def first_window():
            self.put(12)  # partition 0 goes on, while nothing comes from partition 1
            return self.seqs(out) == {2: 1}
        wait_until(first_window, "the first window", timeout=PATIENCE)
        self.stop(process)

    def test_on_event_every_row_sees_the_one_before_it(self):
        self.source = self.topic("one", 1)
        self.put(1, 2, 3)
        done = self.streamsql(
            self.timed(", 'scan.watermark.emit.strategy' = 'on-event', "
                       "'scan.bounded.mode' = 'latest-offset'") +
            "SELECT SECOND(ts), SECOND(CURRENT_WATERMARK(ts)) FROM src;")
        cells = [[c.strip() for c in line.split("|")[2:4]] for line in done.stdout.splitlines()
                 if line.startswith("| +I")]
        self.assertEqual(cells, [["1", "<NULL>"], ["2", "1"], ["3", "2"]])

    def aligned_job(self, out):
        """Partitions more than a minute ahead of the other one wait."""
        return ALIGNED.format(job=self.job, source=self.source,
                              bootstrap=self.kafka.bootstrap) + (
            self.sink("dst", out) + "INSERT INTO dst SELECT k, seq FROM src;")

    def put_times(self, partition, millis):
        """Rows with these times in one partition."""
        self.kafka_tool().produce(self.source,
                                  [json.dumps({"k": "k", "seq": m}) for m in millis],
                                  "--partition", str(partition))

    def wait_for_time(self, topic, millis):
        """Until the row with this time has come."""
        wait_until(lambda: millis in self.seqs(topic), f"the row of {millis}", timeout=PATIENCE)

    def test_a_partition_that_is_ahead_waits_through_kills_and_an_interrupt(self):
        out = self.topic("out", 1)
        sql = self.aligned_job(out)
        ahead = [3_600_000 + 60_000 * i for i in range(5000)]
        process = self.start_streamsql(sql)
        self.put_times(0, [1000])
        self.wait_for_time(out, 1000)
        self.put_times(1, ahead)
        self.wait_for_time(out, ahead[0])
        self.put_times(0, [2000])
        self.wait_for_time(out, 2000)
        before = self.seqs(out)
        self.assertLess(len(before), 4000, "a run was read before the partition waited")
        process.kill()
        process.wait()
        process = self.start_streamsql(sql)
        self.put_times(0, [3000])
        self.wait_for_time(out, 3000)
        self.stop(process)
        self.assertEqual(self.seqs(out), before | {3000: 1})
        process = self.start_streamsql(sql)
        self.put_times(0, [ahead[-1] + 1])
        self.wait_for_time(out, ahead[-1])
        self.stop(process)
        self.assertEqual(self.seqs(out),
                         collections.Counter([1000, 2000, 3000, *ahead, ahead[-1] + 1]))


class OutageTest(ExactlyOnceCase):
    """A cluster that does not answer."""

    def setUp(self):
        super().setUp()
        self.broker = Kafka()
        self.broker.start()
        self.addCleanup(self.broker.stop)
        self.broker.create_topic(self.source, 1)
        self.broker.create_topic("out", 1)
        self.tool = self.kafka_tool(self.broker.bootstrap)

    def start(self):
        """The job, with everything that was sent in its sink; no request of it ends by itself."""
        sql = self.sql(self.sink("dst", "out", self.broker) +
                       "SET 'restart-strategy.type' = 'none';"
                       "INSERT INTO dst SELECT k, seq FROM src;", bootstrap=self.broker.bootstrap,
                       more=", 'properties.request.timeout.ms' = '300000'")
        process = self.start_streamsql(sql)
        wait_until(lambda: len(self.seqs("out", self.tool)) == self.sent, "all rows",
                   timeout=PATIENCE)
        return process

    def wait_for_checkpoint_of(self, millis):
        """Until a checkpoint has been under way for so long."""
        def is_under_way():
            done = subprocess.run([self.environment.binary("streamsql"), "why", self.job],
                                  capture_output=True, text=True, timeout=PATIENCE, check=False)
            found = re.search(r"under way for (\d+) ms", done.stdout)
            return found and int(found[1]) >= millis
        wait_until(is_under_way, f"a checkpoint of {millis} ms", timeout=PATIENCE)

    def test_the_second_interrupt_ends_a_commit_that_waits(self):
        self.send(50, self.tool)
        process = self.start()
        self.broker.freeze()
        self.wait_for_checkpoint_of(1000)
        process.send_signal(signal.SIGINT)
        wait_until(lambda: "once more to cancel" in self.log(), "the first interrupt")
        self.wait_for_checkpoint_of(3000)
        self.assertIsNone(process.poll(), "the first one waits for the cluster")
        process.send_signal(signal.SIGINT)
        self.assertEqual(process.wait(PATIENCE), 1)  # cancelled; the third would end it at once
        self.broker.thaw()
        process = self.start()
        self.send(50, self.tool)
        wait_until(lambda: len(self.seqs("out", self.tool)) == self.sent, "all rows",
                   timeout=PATIENCE)
        self.stop(process)
        self.assertEqual(self.seqs("out", self.tool), self.wanted())
