"""'execution.checkpointing.storage' = 'jdbc': positions in MariaDB, and going on from them."""

import collections
import json
import os
import random
import shutil
import time

from integration_case import IntegrationCase
from servers import MariaDb
from servers.process import wait_until

HEADER = """
SET 'execution.checkpointing.interval' = '50 ms';
SET 'execution.checkpointing.storage' = 'jdbc';
SET 'execution.checkpointing.storage.jdbc.url' = '{url}';
SET 'execution.checkpointing.storage.jdbc.username' = '{user}';
SET 'execution.checkpointing.storage.jdbc.password' = '${{env:STORAGE_PASSWORD}}';
SET 'execution.checkpointing.storage.jdbc.table' = '{table}';
SET 'pipeline.name' = '{job}';
CREATE TABLE src (k STRING, seq BIGINT) WITH ('connector' = 'kafka', 'topic' = '{source}',
  'properties.bootstrap.servers' = '{bootstrap}', 'scan.startup.mode' = 'earliest-offset',
  'format' = 'json');
"""
TO_KAFKA = """
CREATE TABLE dst (k STRING, seq BIGINT) WITH ('connector' = 'kafka', 'topic' = '{sink}',
  'properties.bootstrap.servers' = '{bootstrap}', 'format' = 'json');
INSERT INTO dst SELECT k, seq FROM src;
"""
TO_MARIADB = """
CREATE TABLE dst (k STRING, seq BIGINT) WITH ('connector' = 'jdbc', 'url' = '{url}',
  'table-name' = '{rows}', 'username' = '{user}', 'password' = '${{env:STORAGE_PASSWORD}}');
INSERT INTO dst SELECT k, seq FROM src;
"""
COUNTS = """
CREATE TABLE dst (k STRING, n BIGINT, PRIMARY KEY (k) NOT ENFORCED) WITH (
  'connector' = 'upsert-kafka', 'topic' = '{sink}',
  'properties.bootstrap.servers' = '{bootstrap}', 'key.format' = 'json', 'value.format' = 'json');
INSERT INTO dst SELECT k, COUNT(*) FROM src GROUP BY k;
"""
PASSWORD = "a password nobody may read"
ROUNDS = 6


class CheckpointStorageTest(IntegrationCase):
    """Each test has a MariaDB user of its own, whose password must not be printed."""

    def setUp(self):
        super().setUp()
        self.sent = 0
        self.values = {"bootstrap": self.kafka.bootstrap, "source": self.topic("in", 2),
                       "sink": self.topic("out", 2)}
        self.make_job(self.mariadb)

    def make_job(self, database):
        """Names and the user of this test's job, in this database."""
        name = f"job{IntegrationCase._used}"
        self.database = database
        self.values |= {"url": database.url, "user": name, "table": f"{name}_checkpoints",
                        "rows": f"{name}_rows", "job": name}
        os.environ["STORAGE_PASSWORD"] = PASSWORD
        database.sql(f"CREATE OR REPLACE USER {name}@'%' IDENTIFIED BY '{PASSWORD}';"
                     f"GRANT ALL ON {database.database}.* TO {name}@'%';")

    def sql(self, body):
        """The script of the job."""
        return (HEADER + body).format(**self.values)

    def send(self, count):
        """Records with numbers that follow those sent before, in both partitions."""
        for partition in (0, 1):
            lines = [json.dumps({"k": f"k{partition}", "seq": self.sent + i}) for i in range(count)]
            self.kafka_tool().produce(self.values["source"], lines, "--partition", str(partition))
        self.sent += count

    def wanted(self):
        """Every row, once."""
        return {(f"k{p}", seq): 1 for p in (0, 1) for seq in range(self.sent)}

    def in_kafka(self):
        """Committed rows of the sink's topic, with how often they are there."""
        lines = self.kafka_tool().consume(self.values["sink"], "--isolation", "read_committed")
        return collections.Counter((row["k"], row["seq"]) for row in map(json.loads, lines))

    def in_mariadb(self):
        """Rows of the sink's table, with how often they are there."""
        rows = self.database.sql(f"SELECT k, seq FROM {self.values['rows']}")
        return collections.Counter((k, int(seq)) for k, seq in rows)

    def stored(self, what="COUNT(*)"):
        """A figure of the table of checkpoints."""
        return self.database.sql(f"SELECT {what} FROM {self.values['table']}")[0][0]

    def log(self):
        """What the jobs of this test have said."""
        return (self.directory / "err").read_text(encoding="utf-8")

    def kill_and_lose(self, body, rng):
        """Start the job, kill it at some moment, and remove its directory."""
        process = self.start_streamsql(self.sql(body), "--state-dir", self.directory / "jobs")
        wait_until((self.directory / "jobs" / self.values["job"] / "DECIDED").exists, "a start")
        time.sleep(rng.random() ** 2)
        self.assertIsNone(process.poll(), self.log())
        process.kill()
        process.wait()
        shutil.rmtree(self.directory / "jobs")

    def check_exact_without_directory(self, body, look):
        """Kill, lose the directory, start again, several times: every row once."""
        rng = random.Random(body)
        for _ in range(ROUNDS):
            self.send(300)
            self.kill_and_lose(body, rng)
        self.send(100)
        process = self.start_streamsql(self.sql(body), "--state-dir", self.directory / "jobs")
        wait_until(lambda: len(look()) == 2 * self.sent, "all rows", timeout=60)
        process.terminate()
        self.assertEqual(process.wait(60), 0, self.log())
        self.assertEqual(look(), self.wanted())
        self.assertIn("the job directory is gone; goes on from the positions of", self.log())
        self.assertNotIn(PASSWORD, self.log())

    def test_a_job_into_kafka_goes_on_exactly_when_its_directory_is_gone(self):
        self.check_exact_without_directory(TO_KAFKA, self.in_kafka)

    def test_a_job_into_the_same_database_goes_on_exactly_when_its_directory_is_gone(self):
        self.database.sql(f"CREATE TABLE {self.values['rows']} (k VARCHAR(9), seq BIGINT)")
        self.check_exact_without_directory(TO_MARIADB, self.in_mariadb)
        # Rows, their epoch and the positions were committed together.
        self.assertEqual(self.stored("MAX(checkpoint_id)"), self.database.sql(
            f"SELECT e.epoch FROM streamsql_epochs e JOIN {self.values['table']} c "
            "ON e.job = c.job_uuid LIMIT 1")[0][0])

    def test_offsets_can_be_read_by_sql(self):
        self.send(50)
        process = self.start_streamsql(self.sql(TO_KAFKA))
        wait_until(lambda: len(self.in_kafka()) == 100, "all rows", timeout=60)
        process.terminate()
        self.assertEqual(process.wait(60), 0, self.log())
        table = self.values["table"]
        self.assertEqual(self.database.sql(
            f"SELECT topic, partition_number, next_offset FROM {table}_offsets o "
            f"JOIN (SELECT * FROM {table} ORDER BY checkpoint_id DESC LIMIT 1) c "
            "USING (job_uuid, checkpoint_id, checkpoint_uuid) WHERE topic IS NOT NULL "
            "ORDER BY 1, 2"),
            [[self.values["source"], "0", "50"], [self.values["source"], "1", "50"]])

    def test_a_stateful_job_says_that_its_state_is_gone(self):
        self.send(50)
        self.kill_and_lose(COUNTS, random.Random(1))
        done = self.streamsql(self.sql(COUNTS), "--state-dir", self.directory / "jobs",
                              check=False)
        self.assertEqual(done.returncode, 1, done.stderr)
        self.assertIn("The job directory is gone", done.stderr)
        self.assertIn("but not the state of GroupAggregate", done.stderr)
        self.assertIn("--fresh", done.stderr)
        self.assertNotIn(PASSWORD, done.stderr)

    def test_a_wrong_password_ends_the_start_and_is_not_printed(self):
        os.environ["STORAGE_PASSWORD"] = "wrong and secret"
        done = self.streamsql(self.sql(TO_KAFKA), check=False)
        self.assertEqual(done.returncode, 1, done.stderr)
        self.assertIn("Access denied", done.stderr)
        self.assertNotIn("wrong and secret", done.stderr)

    def test_a_database_that_goes_away_does_not_stop_the_job(self):
        with MariaDb() as database:
            self.make_job(database)
            self.send(50)
            process = self.start_streamsql(self.sql(TO_KAFKA))
            wait_until(lambda: len(self.in_kafka()) == 2 * self.sent, "all rows", timeout=60)
            database.kill()
            self.send(50)
            wait_until(lambda: "the job goes on" in self.log(), "the warning", timeout=60)
            wait_until(lambda: len(self.in_kafka()) == 2 * self.sent, "all rows", timeout=60)
            database.restart()
            before = int(self.stored("MAX(checkpoint_id)"))
            wait_until(lambda: int(self.stored("MAX(checkpoint_id)")) > before, "more checkpoints",
                       timeout=90)
            process.terminate()
            self.assertEqual(process.wait(60), 0, self.log())
        self.assertEqual(self.in_kafka(), self.wanted())

    def test_a_start_without_the_database_ends_with_its_address(self):
        with MariaDb() as database:
            self.make_job(database)
            address = f"{database.host}:{database.port}"
            database.kill()
            done = self.streamsql(self.sql(TO_KAFKA), check=False)
        self.assertEqual(done.returncode, 1, done.stderr)
        self.assertIn(address, done.stderr)
