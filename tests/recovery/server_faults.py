"""Faults of the servers: brokers and databases that are killed, restarted, frozen, or at odds with
a job, while jobs of every pipeline run and are fed. No job may end, and all sinks must be exact."""

import collections
import random
import threading
import time

import pipelines
from job import TICK_SECONDS, Job
from servers import ServerError

LOCK_WAIT_SECONDS = 1
COORDINATORS = ["__transaction_state", "__consumer_offsets"]

# A transaction that holds rows of the job and then wants its guard, in the other order than the
# job; the many rows make the job the victim.
DEADLOCK = """
CREATE TABLE IF NOT EXISTS ballast (n INT);
BEGIN;
INSERT INTO ballast SELECT seq FROM seq_1_to_{ballast};
UPDATE {table}_totals SET n = n WHERE k LIKE 'k%';
DO SLEEP({pause});
UPDATE streamsql_epochs SET epoch = epoch;
ROLLBACK;
"""
HOLD_GUARD = """
BEGIN;
UPDATE streamsql_epochs SET epoch = epoch;
DO SLEEP({pause});
ROLLBACK;
"""


class ServerFaults:
    """What can happen to the servers; each method is one event."""

    def __init__(self, setup, rng, jobs):
        self._kafka, self._database = setup.kafka, setup.database
        self._rng, self._jobs = rng, jobs
        self.details = collections.Counter()

    def broker_kill(self):
        """kill -9, and back after a while."""
        node = self._node()
        self._kafka.kill(node)
        self._pause(2)
        self._kafka.restart(node)

    def broker_restart(self):
        """In order: leaders move first where there are others."""
        self._kafka.restart(self._node())

    def broker_freeze(self):
        """Connections stay, answers do not come."""
        node = self._node()
        self._kafka.freeze(node)
        self._pause(6)
        self._kafka.thaw(node)

    def leader_move(self):
        """Half of the partitions that jobs read, write and are coordinated by get other leaders;
        nothing is killed. With one node nothing moves."""
        topics = COORDINATORS + [topic for job in self._jobs
                                 for topic in pipelines.topics(job.pipeline, job.name)]
        self.details["leaders moved"] += self._kafka.move_leaders(topics, self._rng)
        self._pause(1)

    def database_kill(self):
        """kill -9, and back after a while."""
        self._database.kill()
        self._pause(2)
        self._database.restart()

    def database_freeze(self):
        """As broker_freeze."""
        self._database.freeze()
        self._pause(4)
        self._database.thaw()

    def connection_kill(self):
        """Every connection of the jobs."""
        user = self._database.user
        for row in self._database.sql(
                f"SELECT id FROM information_schema.processlist WHERE user = '{user}'"):
            try:
                self._database.sql(f"KILL CONNECTION {row[0]}")
            except ServerError:
                pass  # it has ended meanwhile

    def deadlock(self):
        """Two transactions that wait for each other; whoever is the victim tries again."""
        tables = [job.table for job in self._jobs if job.pipeline in ("mysql", "all")]
        script = DEADLOCK.format(table=self._rng.choice(tables),
                                 pause=0.05 + self._rng.random() / 5,
                                 ballast=self._rng.choice((1, 5000, 5000, 5000)))
        self._sql_that_may_fail(script)

    def lock_wait(self):
        """The guard is held for longer than the server lets a transaction wait."""
        self._database.sql(f"SET GLOBAL innodb_lock_wait_timeout = {LOCK_WAIT_SECONDS}")
        self._sql_that_may_fail(HOLD_GUARD.format(pause=2.5 * LOCK_WAIT_SECONDS))

    def _sql_that_may_fail(self, script):
        try:
            self._database.sql(script)
        except ServerError:
            pass  # it was the victim itself

    def _node(self):
        return self._rng.randrange(len(self._kafka.pids))

    def _pause(self, seconds):
        time.sleep(self._rng.random() * seconds)


# What a job says when a fault has reached it; without it the fault was none.
SERVER_FAULTS = {
    "broker-kill": (ServerFaults.broker_kill, None),
    "broker-restart": (ServerFaults.broker_restart, None),
    "broker-freeze": (ServerFaults.broker_freeze, None),
    "leader-move": (ServerFaults.leader_move, None),
    "database-kill": (ServerFaults.database_kill, "does not take its rows"),
    "database-freeze": (ServerFaults.database_freeze, None),
    "connection-kill": (ServerFaults.connection_kill, "does not take its rows"),
    "deadlock": (ServerFaults.deadlock, "Deadlock found"),
    "lock-wait": (ServerFaults.lock_wait, "Lock wait timeout"),
}


class ServerRound:
    """Jobs of some pipelines, side by side, and the faults that they must live through."""

    def __init__(self, setup, names, fault, seed):
        self._fault, self._seed = fault, seed
        self._rng = random.Random(f"{fault} {seed}")
        self._setup = setup
        self._jobs = [Job(setup, name, f"{name}-{fault}-{seed}",
                          self._rng.choice(("steady", "bursts"))) for name in names]
        self._over = threading.Event()

    def run(self, events):
        """Results, one per job."""
        strike, _ = SERVER_FAULTS[self._fault]
        faults = ServerFaults(self._setup, self._rng, self._jobs)
        for job in self._jobs:
            job.prepare(restart="fixed-delay")
        processes = [job.start() for job in self._jobs]
        feeding = threading.Thread(target=self._feed)
        feeding.start()
        for _ in range(events):
            time.sleep(0.2 + self._rng.random())
            strike(faults)
        self._over.set()
        feeding.join()
        for job, process in zip(self._jobs, processes):
            if process.poll() is not None:
                job.complaints.append(f"ended with {process.poll()}: {job.last_words()}")
                process = None
            job.finish(process)
        return [self._result(job, events) | {"details": faults.details} for job in self._jobs]

    def _feed(self):
        while not self._over.wait(TICK_SECONDS):
            for job in self._jobs:
                job.feed()

    def _result(self, job, events):
        hits = {self._fault: events}
        _, words = SERVER_FAULTS[self._fault]
        if words and job.pipeline in ("mysql", "all"):
            hits[f"said: {words}"] = job.log().count(words)
        hits["restarts"] = job.log().count("failed, starts again")
        if not job.complaints:
            job.remove()
        return {"pipeline": job.pipeline, "fault": self._fault, "seed": self._seed,
                "traffic": job.traffic, "kills": events, "hits": hits, "aborted": job.aborted,
                "complaints": job.complaints[:10]}
