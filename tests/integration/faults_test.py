"""Servers that die, wrong credentials and signals: nothing is lost, and errors are clear."""

import signal
import time

from integration_case import IntegrationCase
from servers import Kafka, MariaDb
from servers.process import free_ports

ENRICH = """
SET 'execution.checkpointing.interval' = '200ms';
{settings}
CREATE TABLE i (id STRING, p AS PROCTIME()) WITH ('connector' = 'kafka', 'topic' = 'in',
  'properties.bootstrap.servers' = '{bootstrap}', 'properties.group.id' = 'g',
  'scan.startup.mode' = 'group-offsets', 'properties.auto.offset.reset' = 'earliest',
  'format' = 'json');
CREATE TABLE d (id STRING PRIMARY KEY NOT ENFORCED, name STRING) WITH ('connector' = 'jdbc',
  'url' = '{url}', 'table-name' = 'd', 'username' = '{user}', 'password' = '{password}');
CREATE TABLE o (id STRING, name STRING) WITH ('connector' = 'kafka', 'topic' = 'out',
  'properties.bootstrap.servers' = '{bootstrap}', 'format' = 'csv');
INSERT INTO o SELECT i.id, COALESCE(d.name, 'UNKNOWN') FROM i
LEFT JOIN d FOR SYSTEM_TIME AS OF i.p ON i.id = d.id;
"""


class FaultCase(IntegrationCase):
    """An enrichment whose servers are the test's own."""

    def setUp(self):
        super().setUp()
        self.broker, self.database = Kafka(), MariaDb()
        for server in (self.broker, self.database):
            server.start()
            self.addCleanup(server.stop)
        for name in ("in", "out"):
            self.broker.create_topic(name, 1)
        self.database.sql("CREATE TABLE d (id VARCHAR(20) PRIMARY KEY, name VARCHAR(20));"
                          "INSERT INTO d SELECT seq, CONCAT('name ', seq) FROM seq_0_to_9999")
        self.tool = self.kafka_tool(self.broker.bootstrap)
        self.sent = 0

    def send(self, count):
        """Records with the keys that follow those sent before."""
        self.tool.produce("in", [f'{{"id":"{i}"}}' for i in range(self.sent, self.sent + count)])
        self.sent += count

    def sql(self, settings="", **values):
        """The job."""
        return ENRICH.format(**{
            "settings": settings, "bootstrap": self.broker.bootstrap, "url": self.database.url,
            "user": self.database.user, "password": self.database.password, **values})

    def log(self):
        """What the running job has said."""
        return (self.directory / "err").read_text(encoding="utf-8")

    def rows(self):
        """{id: set of names} of what is in the sink."""
        rows = {}
        for line in self.tool.consume("out"):
            key, name = line.split(",")
            rows.setdefault(int(key), set()).add(name.strip('"'))
        return rows

    def wait_for_all(self, seconds=90):
        """The sink's rows, once every key that was sent is there."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            rows = self.rows()
            if set(rows) == set(range(self.sent)):
                return rows
            time.sleep(0.2)
        lost = set(range(self.sent)) - set(rows)
        self.fail(f"{len(lost)} of {self.sent} are missing, e.g. {sorted(lost)[:5]}\n{self.log()}")
        return rows

    def stop(self, job, status=0):
        """Ctrl-C, and the end."""
        job.send_signal(signal.SIGINT)
        self.assertEqual(job.wait(60), status, self.log())

    def assert_all_enriched(self, rows):
        """No row has got a default in place of its name."""
        wrong = {key: names for key, names in rows.items() if names != {f"name {key}"}}
        self.assertEqual(wrong, {})


class OutageTest(FaultCase):
    """Killed and restarted in mid-run."""

    def outage(self, settings):
        """Kill the database under a running job, send on, restart it; return the job."""
        self.send(1000)
        job = self.start_streamsql(self.sql(settings))
        self.wait_for_all()
        self.database.kill()
        self.send(1000)
        return job

    def test_a_stalled_lookup_waits_for_the_database(self):
        job = self.outage("SET 'table.exec.lookup.on-failure' = 'stall';")
        self.wait_until(lambda: "waiting for it" in self.log())
        self.database.restart()
        self.send(1000)
        self.assert_all_enriched(self.wait_for_all())
        self.stop(job)

    def test_a_short_outage_is_bridged_by_the_default_retries(self):
        self.send(1000)
        job = self.start_streamsql(self.sql())
        self.wait_for_all()
        self.database.restart()
        self.send(1000)
        self.assert_all_enriched(self.wait_for_all())
        self.stop(job)

    def test_null_gives_the_defaults_and_counts_them(self):
        job = self.outage("SET 'table.exec.lookup.on-failure' = 'null';")
        rows = self.wait_for_all()
        self.assertEqual({key for key, names in rows.items() if "UNKNOWN" in names},
                         set(range(1000, 2000)))
        self.database.restart()
        while "UNKNOWN" in self.send_one():
            time.sleep(0.1)
        self.stop(job)
        self.assertRegex(self.log(), r"1,0\d\d degraded")

    def send_one(self):
        """The names the next record gets."""
        self.send(1)
        return self.wait_for_all()[self.sent - 1]

    def test_fail_ends_the_job_with_one_error_and_a_restart_loses_nothing(self):
        job = self.outage("SET 'table.exec.lookup.on-failure' = 'fail';"
                          "SET 'restart-strategy.type' = 'none';")
        self.assertEqual(job.wait(60), 1)
        self.assertEqual(self.log().count("error["), 1, self.log())
        self.assertIn("Lookup in table", self.log())
        self.database.restart()
        job = self.start_streamsql(self.sql())
        self.wait_for_all()
        self.stop(job)

    def test_a_broker_that_dies_loses_nothing(self):
        self.send(1000)
        job = self.start_streamsql(self.sql())
        self.wait_for_all()
        self.send(500)
        self.broker.kill()
        self.broker.restart()
        self.send(500)
        self.assert_all_enriched(self.wait_for_all())
        self.stop(job)

    def wait_until(self, condition, seconds=60):
        """Until the condition holds."""
        deadline = time.monotonic() + seconds
        while not condition():
            self.assertLess(time.monotonic(), deadline, self.log())
            time.sleep(0.1)


class SignalTest(FaultCase):
    """Ctrl-C."""

    def test_a_stop_delivers_and_commits_and_a_restart_goes_on_without_loss(self):
        for _ in range(3):
            before = len(self.rows())
            self.send(3000)
            job = self.start_streamsql(self.sql())
            while len(self.rows()) == before:  # of earlier runs: it may not have begun
                self.assertIsNone(job.poll(), self.log())
            self.stop(job)
            committed = self.tool.offsets("g", "in")[0]
            self.assertLessEqual(set(range(committed)), set(self.rows()))
            self.assertGreater(committed, 0)
        job = self.start_streamsql(self.sql())
        self.assert_all_enriched(self.wait_for_all())
        self.stop(job)
        self.assertEqual(len(self.tool.consume("out")), self.sent)  # nothing twice either

    def test_a_second_signal_cancels(self):
        self.send(10)
        job = self.start_streamsql(self.sql("SET 'table.exec.lookup.on-failure' = 'stall';"))
        self.wait_for_all()
        self.database.freeze()
        self.addCleanup(self.database.thaw)
        self.send(10)
        time.sleep(1)
        job.send_signal(signal.SIGINT)
        time.sleep(1)
        self.assertIsNone(job.poll(), "the first signal waits for what is in flight")
        job.send_signal(signal.SIGINT)
        self.assertEqual(job.wait(30), 1, self.log())


class StartTest(FaultCase):
    """What is wrong before the first record."""

    def failure(self, **values):
        """The job's standard error; it must end soon, with 1 and one error."""
        self.send(10)
        done = self.streamsql(self.sql(**values), check=False, timeout=60)
        self.assertEqual(done.returncode, 1, done.stderr)
        self.assertEqual(done.stderr.count("error["), 1, done.stderr)
        self.assertNotIn("wr0ng-pa55", done.stderr)
        return done.stderr

    def test_no_database(self):
        port = free_ports(1)[0]
        text = self.failure(url=f"jdbc:mysql://127.0.0.1:{port}/testdb")
        self.assertIn(f"127.0.0.1:{port}", text)

    def test_no_broker(self):
        address = f"127.0.0.1:{free_ports(1)[0]}"
        self.assertIn(address, self.failure(bootstrap=address))

    def test_a_wrong_password(self):
        self.assertIn("Access denied for user", self.failure(password="wr0ng-pa55"))

    def test_an_unknown_database(self):
        url = self.database.url.rsplit("/", 1)[0] + "/nowhere"
        self.assertRegex(self.failure(url=url), "(?i)nowhere")

    def test_an_unknown_table(self):
        self.database.sql("DROP TABLE d")
        self.assertRegex(self.failure(), r"(?i)'testdb\.d' doesn't exist")
