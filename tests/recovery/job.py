"""One job under torture: its topics, tables and state directory, its process, and its oracle."""

import json
import os
import random
import shutil
import signal
import subprocess
import threading
import time

import pipelines
from kafka_tool import KafkaToolError

TICK_SECONDS = 0.04  # between portions of records
STILL_CHECKPOINTS = 100  # after so many without a change in the sinks none will come
HANG_SECONDS = 300   # a machine may be busy, but nothing takes that long
PAUSE_TICKS = 8      # of a feed in bursts: the epochs in it are empty


class Feeder:
    """One process that sends the records of all jobs as they come."""

    def __init__(self, tool):
        self._process = tool.start("feed", stdin=subprocess.PIPE)
        self._lock = threading.Lock()

    def send(self, topic, lines_by_partition):
        """Records to the partitions of a topic; they arrive soon, once, and in order."""
        text = "".join(f"{topic}\t{partition}\t{line}\n"
                       for partition, lines in lines_by_partition.items() for line in lines)
        with self._lock:
            try:
                self._process.stdin.write(text)
                self._process.stdin.flush()
            except BrokenPipeError as error:
                raise KafkaToolError(f"feed: {self._process.stderr.read().strip()}") from error

    def close(self):
        """End it; it should have nothing left to send."""
        self._process.kill()
        self._process.communicate()


class Job:
    """A pipeline on topics, tables and directories of its own.

    setup: kafka, database, tool, feeder, binary, directory, interval, replication, sequential,
      and bootstrap, the brokers' addresses for the job.
    traffic: "steady" sends all the time, so that rows of an epoch are written while the one before
      is committed; "bursts" leaves pauses in which a commit has no company.
    """

    def __init__(self, setup, pipeline, name, traffic="steady"):
        self.setup, self.pipeline, self.name, self.traffic = setup, pipeline, name, traffic
        self.rng = random.Random(name)
        self.directory = setup.directory / name
        self.state = self.directory / "state"
        self.complaints = []
        self.sinks = None  # words of the complaints that count; None: all
        self.aborted = 0  # records that only an uncommitted reader sees
        self._feed = pipelines.Feed(self.rng)
        self._ticks = 0

    # ---- before and after

    def prepare(self, restart=None, kafka_options=""):
        """Create what it reads and writes, and its script."""
        self.directory.mkdir(parents=True)
        for topic, partitions in pipelines.topics(self.pipeline, self.name).items():
            self.setup.kafka.create_topic(topic, partitions, self.setup.replication)
        values = {"job": self.name, "bootstrap": self.setup.bootstrap,
                  "directory": self.directory, "interval": self.setup.interval,
                  "restart": restart or self.rng.choice(("none", "fixed-delay")),
                  "kafka_options": kafka_options, "table": self.table}
        if pipelines.needs_database(self.pipeline):
            database = self.setup.database
            database.sql(pipelines.MYSQL_TABLES.format(table=self.table))
            values |= {"url": database.url, "user": database.user, "password": database.password}
        (self.directory / "job.sql").write_text(pipelines.sql(self.pipeline, values),
                                                encoding="utf-8")

    def remove(self):
        """Leave nothing behind: ten thousand kills would fill the servers."""
        for topic in pipelines.topics(self.pipeline, self.name):
            self.setup.tool.run("delete", topic)
        if pipelines.needs_database(self.pipeline):
            self.setup.database.sql(f"DROP TABLE {self.table}_rows, {self.table}_totals")
        shutil.rmtree(self.directory, ignore_errors=True)

    @property
    def table(self):
        """What the names of its tables begin with."""
        return self.name.replace("-", "_")

    # ---- the process

    def start(self, fail_point="", arguments=()):
        """Start it at its newest checkpoint; what it passes is noted from here on."""
        command = ["setpriv", "--pdeathsig", "KILL",  # it does not outlive who started it
                   self.setup.binary, "run", self.directory / "job.sql", "--quiet",
                   "--state-dir", self.state, *arguments]
        self._notes.unlink(missing_ok=True)
        points = f"note:1={self._notes}" + (f",{fail_point}" if fail_point else "")
        points += ",overlap:1+1000000000=eio" if self.setup.sequential else ""
        environment = dict(os.environ, STREAMSQL_FAIL_POINT=points)
        with open(self.directory / "log", "ab") as log:
            log.write(f"--- start {fail_point}\n".encode())
            return subprocess.Popen([str(part) for part in command], stdout=log, stderr=log,
                                    stdin=subprocess.DEVNULL, env=environment)

    @property
    def _notes(self):
        return self.directory / "notes"

    def passed(self):
        """The places that the last process has passed, in order."""
        try:
            return self._notes.read_text(encoding="utf-8").splitlines()
        except FileNotFoundError:
            return []

    def decided(self):
        """How many checkpoints the last process has decided."""
        return self.passed().count("after_decided")

    def wait(self, process, seconds, until=lambda: False):
        """Feed it until it ends, and return its status; None when it has not ended in time, or when
        `until` holds."""
        deadline = time.monotonic() + seconds
        while True:
            self.feed()
            if until():
                return None
            left = deadline - time.monotonic()
            try:
                return process.wait(max(min(left, TICK_SECONDS), 0))
            except subprocess.TimeoutExpired:
                if left <= TICK_SECONDS:
                    return None

    def feed(self):
        """The records of one tick."""
        self._ticks += 1
        if self.traffic == "steady":
            self.send(self.rng.randrange(1, 20))
        elif self._ticks % PAUSE_TICKS == 1:
            self.send(self.rng.randrange(50, 150))

    def send(self, count):
        """So many records."""
        self.setup.feeder.send(f"{self.name}-in", self._feed.lines(count))

    def log(self):
        """What its processes have said."""
        return (self.directory / "log").read_text(encoding="utf-8", errors="replace")

    def last_words(self, lines=6):
        """The end of its log."""
        return " | ".join(self.log().splitlines()[-lines:])

    def finish(self, process=None, patience=180):
        """Let it run until its sinks are right, or for long enough; stop it; look once more."""
        self.send(100)
        self.setup.feeder.send(f"{self.name}-in", self._feed.last_lines())
        process = process or self.start()
        deadline = time.monotonic() + patience
        before, goal = None, 0
        while complaints := self.compare():
            if process.poll() is not None or time.monotonic() > deadline:
                break
            if complaints != before:
                before, goal = complaints, self.decided() + STILL_CHECKPOINTS
            elif self.decided() >= goal:
                break
            time.sleep(0.3)
        process.send_signal(signal.SIGINT)
        try:
            status = process.wait(HANG_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            status = "no end after Ctrl-C"
        if status != 0:
            self.complaints.append(f"the last run ended with {status}: {self.last_words()}")
        self.complaints += self.compare()
        if self.complaints:
            self.complaints[:0] = self._compare_input()
        if pipelines.needs_transaction(self.pipeline):
            seen = self._lines("totals", "read_uncommitted")
            self.aborted = len(seen) - len(self._lines("totals", "read_committed"))

    # ---- the oracle

    # A producer may write records twice itself while leaders move, idempotent or not.
    def _compare_input(self):
        marks = self.setup.tool.watermarks(f"{self.name}-in")
        return [f"no verdict: {high} records were written to input partition {partition}, of "
                f"{self._feed.sent[partition]}" for partition, (_, high) in marks.items()
                if high != self._feed.sent[partition]]

    def _lines(self, name, isolation):
        return self.setup.tool.consume(f"{self.name}-{name}", "--isolation", isolation)

    def _records(self, name):
        return [json.loads(line) for line in self._lines(name, "read_committed") if line]

    def compare(self):
        """What is wrong in the sinks now."""
        try:
            return [text for text in self._complaints()
                    if self.sinks is None or any(sink in text for sink in self.sinks)]
        except KafkaToolError as error:  # a broker that has not heard of the topic's leader yet
            return [str(error)]

    def _complaints(self):
        counts, complaints = self._feed.counts, []
        salts = {}  # sink -> {(key, number): salt}
        if pipelines.needs_transaction(self.pipeline):
            totals = self._records("totals")
            complaints += pipelines.check_totals(totals, counts)
            complaints += pipelines.check_windows(self._records("windows"), self._feed.windows)
            salts["kafka"] = {(row["k"], row["n"]): row["salt"] for row in totals}
        if pipelines.needs_database(self.pipeline):
            rows = self.setup.database.sql(f"SELECT k, seq, salt FROM {self.table}_rows")
            complaints += pipelines.check_rows(rows, counts, "mysql")
            complaints += self._compare_totals_in_database(counts)
            salts["mysql"] = pipelines.salts_of(rows)
        if self.pipeline in ("files", "all"):
            rows = pipelines.file_rows(self.directory / "files")
            complaints += pipelines.check_rows(rows, counts, "files")
            salts["files"] = pipelines.salts_of(rows)
        return complaints + pipelines.check_salts(salts)

    def _compare_totals_in_database(self, counts):
        rows = self.setup.database.sql(f"SELECT k, n, last_seq FROM {self.table}_totals")
        totals = {key: (int(n), int(last)) for key, n, last in rows}
        wanted = {key: (count, count) for key, count in counts.items()}
        wrong = [key for key in wanted | totals if totals.get(key) != wanted.get(key)]
        examples = [(key, totals.get(key), wanted.get(key)) for key in wrong[:3]]
        return [f"mysql totals: {len(wrong)} wrong, e.g. {examples}"] if wrong else []
