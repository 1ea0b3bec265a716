"""One round of torture: a job that is fed, killed and started again many times, then checked."""

import json
import os
import random
import signal
import subprocess
import time

import pipelines
from kafka_tool import KafkaToolError

# Places at which the engine may be killed (engine/base/fail_point.h, exactly-once protocol).
HOOKS = {
    "transaction": ("after_begin", "mid_produce", "before_flush", "after_flush", "after_send",
                    "in_commit", "after_commit", "before_renew", "after_renew_init",
                    "r_fence0", "r_fence1", "r_marker"),
    "checkpoint": ("chk_mid", "chk_before_rename", "chk_after_rename", "after_decided", "gc_mid",
                   "after_gc", "r_loaded", "r_swept", "r_redo"),
    "redo": ("redo_after_guard", "redo_mid_rows", "redo_before_commit", "redo_after_commit"),
}
COMMIT_DELAYS_US = (100, 300, 600, 1000, 2000, 4000)


def hooks_of(pipeline):
    """The kill points that a pipeline passes."""
    kinds = {"aggregate": ("transaction", "checkpoint"), "mysql": ("checkpoint", "redo"),
             "files": ("checkpoint", "redo"), "all": ("transaction", "checkpoint", "redo")}
    return [hook for kind in kinds[pipeline] for hook in HOOKS[kind]]


class Round:
    """One job on topics, tables and a state directory of its own."""

    def __init__(self, setup, pipeline, seed):
        self._setup = setup
        self._pipeline = pipeline
        self._seed = seed
        self._rng = random.Random(f"{pipeline} {seed}")
        self._feed = pipelines.Feed(self._rng)
        self._job = f"{pipeline}-{seed}"
        self._directory = setup.directory / self._job
        self.hits = {}  # kill point, or "random" -> kills
        self.complaints = []

    def run(self, kills):
        """Kill it `kills` times, let it end, and compare. Returns what goes into the results."""
        self._prepare()
        for _ in range(kills):
            self._send(self._feed.lines(self._rng.randrange(50, 400)))
            self._kill_once()
        self._send(self._feed.lines(100))
        self._send(self._feed.last_lines())
        self._finish()
        return {"pipeline": self._pipeline, "seed": self._seed, "kills": kills,
                "hits": self.hits, "complaints": self.complaints[:10]}

    # ---- the job

    def _prepare(self):
        self._directory.mkdir(parents=True)
        for topic, partitions in pipelines.topics(self._pipeline, self._job).items():
            self._setup.kafka.create_topic(topic, partitions, self._setup.replication)
        values = {"job": self._job, "bootstrap": self._setup.kafka.bootstrap,
                  "directory": self._directory, "interval": self._setup.interval,
                  "restart": self._rng.choice(("none", "fixed-delay")), "table": self._table}
        if pipelines.needs_database(self._pipeline):
            database = self._setup.database
            database.sql(pipelines.MYSQL_TABLES.format(table=self._table))
            values |= {"url": database.url, "user": database.user, "password": database.password}
        self._script = self._directory / "job.sql"
        self._script.write_text(pipelines.sql(self._pipeline, values), encoding="utf-8")

    @property
    def _table(self):
        return self._job.replace("-", "_")

    def _send(self, lines_by_partition):
        for partition, lines in lines_by_partition.items():
            if lines:
                self._setup.tool.produce(f"{self._job}-in", lines, "--partition", str(partition))

    def _start(self, *arguments, fail_point=""):
        command = [self._setup.binary, "run", self._script, "--quiet",
                   "--state-dir", self._directory / "state", *arguments]
        environment = dict(os.environ, STREAMSQL_FAIL_POINT=fail_point)
        with open(self._directory / "log", "ab") as log:
            log.write(f"--- start {fail_point}\n".encode())
            return subprocess.Popen([str(part) for part in command], stdout=log, stderr=log,
                                    stdin=subprocess.DEVNULL, env=environment)

    def _kill_once(self):
        if self._setup.hooks and self._rng.random() < 0.5:
            return self._kill_at(self._rng.choice(self._setup.hooks or hooks_of(self._pipeline)))
        if self._rng.random() < 0.5:
            return self._kill_at(self._rng.choice(hooks_of(self._pipeline)))
        return self._kill_at_random()

    def _kill_at(self, hook):
        action = "kill"
        if hook == "in_commit":
            action = f"kill@{self._rng.choice(COMMIT_DELAYS_US)}"
        nth = 1 if hook.startswith("r_") else self._rng.randrange(1, 4)
        process = self._start(fail_point=f"{hook}:{nth}={action}")
        try:
            status = process.wait(self._setup.patience)
        except subprocess.TimeoutExpired:
            process.kill()  # the place was not passed in time: still a kill
            process.wait()
            self._count("not reached: " + hook)
            return
        if status == -signal.SIGKILL:
            self._count(hook)
        else:
            self._unexpected_end(status)

    def _kill_at_random(self):
        process = self._start()
        try:
            status = process.wait(self._rng.random() ** 2 * 3)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            self._count("random")
            return
        self._unexpected_end(status)

    def _unexpected_end(self, status):
        self._count("ended")
        self.complaints.append(f"ended with {status} instead of being killed: {self._last_words()}")

    def _count(self, what):
        self.hits[what] = self.hits.get(what, 0) + 1

    def _last_words(self):
        lines = (self._directory / "log").read_text(encoding="utf-8", errors="replace")
        return " | ".join(lines.splitlines()[-6:])

    def _finish(self):
        """Let it run until its sinks are right, or for long enough; stop it; look once more."""
        process = self._start()
        deadline = time.monotonic() + self._setup.last_patience
        while self._compare() and process.poll() is None and time.monotonic() < deadline:
            time.sleep(0.3)
        process.send_signal(signal.SIGINT)
        try:
            status = process.wait(60)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            status = "no end after Ctrl-C"
        if status != 0:
            self.complaints.append(f"the last run ended with {status}: {self._last_words()}")
        self.complaints += self._compare()

    # ---- the oracle

    def _records(self, name):
        lines = self._setup.tool.consume(f"{self._job}-{name}", "--isolation", "read_committed")
        return [json.loads(line) for line in lines if line]

    def _compare(self):
        """What is wrong in the sinks now."""
        try:
            return self._complaints()
        except KafkaToolError as error:  # a broker that has not heard of the topic's leader yet
            return [str(error)]

    def _complaints(self):
        counts, complaints = self._feed.counts, []
        if self._pipeline in ("aggregate", "all"):
            complaints += pipelines.check_totals(self._records("totals"), counts)
            complaints += pipelines.check_windows(self._records("windows"), self._feed.windows)
        if pipelines.needs_database(self._pipeline):
            complaints += self._compare_database(counts)
        if self._pipeline in ("files", "all"):
            rows = pipelines.file_rows(self._directory / "files")
            complaints += pipelines.check_rows(rows, counts, "files")
        return complaints

    def _compare_database(self, counts):
        rows = self._setup.database.sql(f"SELECT k, seq FROM {self._table}_rows")
        complaints = pipelines.check_rows(rows, counts, "mysql")
        rows = self._setup.database.sql(f"SELECT k, n, last_seq FROM {self._table}_totals")
        totals = {key: (int(n), int(last)) for key, n, last in rows}
        wanted = {key: (count, count) for key, count in counts.items()}
        if totals != wanted:
            wrong = [key for key in wanted if totals.get(key) != wanted[key]]
            complaints.append(f"mysql totals: {len(wrong)} wrong, e.g. "
                              f"{[(key, totals.get(key), wanted[key]) for key in wrong[:3]]}")
        return complaints
