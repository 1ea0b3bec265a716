"""Faults of one job at a place of the checkpoint protocol: it is frozen there for long, meets its
successor when it thaws, or finds its marker gone.

Each is a Round whose strikes do more than kill. What is to come of it is always the same: exact
sinks, and no operator.
"""

import os
import pathlib
import shutil
import signal
import subprocess
import time

from round import PATIENCE_SECONDS, Round, hooks_of

# Small enough to wait for; the broker looks for timed out transactions every 200 ms.
TRANSACTION_TIMEOUT_MS = 2000
BEYOND_TIMEOUT_SECONDS = 3.5
# The least that a broker takes is a minute.
BEYOND_RETENTION_SECONDS = 80

EAGER_BROKER = {"transaction.abort.timed.out.transaction.cleanup.interval.ms": 200}
FORGETFUL_BROKER = {
    **EAGER_BROKER,
    "offsets.retention.minutes": 1,
    "offsets.retention.check.interval.ms": 1000,
    "transactional.id.expiration.ms": 10000,
    "transaction.remove.expired.transaction.cleanup.interval.ms": 1000,
    "producer.id.expiration.ms": 10000,
    "producer.id.expiration.check.interval.ms": 1000,
}
SHORT_TRANSACTIONS = f"'properties.transaction.timeout.ms' = '{TRANSACTION_TIMEOUT_MS}',"


def is_stopped(process):
    """Whether a process has got SIGSTOP."""
    stat = pathlib.Path(f"/proc/{process.pid}/stat").read_text(encoding="utf-8")
    return stat.rpartition(")")[2].split()[0] == "T"


class FaultRound(Round):
    """What the rounds below share: each strike ends with a job that runs, and is killed."""

    pipelines = ("aggregate", "mysql", "files", "all")
    broker_settings = EAGER_BROKER
    kafka_options = SHORT_TRANSACTIONS
    restart = "fixed-delay"  # a busy machine needs longer than such a transaction may take

    @classmethod
    def places(cls, pipeline):
        """Where it is tried."""
        return hooks_of(pipeline)

    # _fault(): whether the strike is still to be counted.
    def _strike(self, hook):
        try:
            if self._fault(hook):
                self._count(hook)
        except subprocess.TimeoutExpired as error:
            self._job.complaints.append(f"{hook}: {error}; {self._job.last_words()}")

    def _stop_at(self, hook):
        """A process that has stopped at a place; None when it was not passed in time."""
        nth = 1 if hook.startswith("r_") else self._job.rng.randrange(1, 4)
        process = self._job.start(f"{hook}:{nth}=stop")
        self._job.wait(process, PATIENCE_SECONDS,
                       lambda: process.poll() is not None or is_stopped(process))
        if process.poll() is None and is_stopped(process):
            return process
        self._end(process)
        self._count("not reached: " + hook)
        return None

    def _goes_on(self, process, what):
        """Whether it decides two more checkpoints."""
        goal = self._job.decided() + 2
        status = self._job.wait(process, 2 * PATIENCE_SECONDS, lambda: self._job.decided() >= goal)
        if status is None and self._job.decided() >= goal:
            return True
        self._job.complaints.append(f"{what}: does not go on ({status}): {self._job.last_words()}")
        return False

    @staticmethod
    def _end(process):
        process.kill()
        process.wait()


class Freeze(FaultRound):
    """Frozen beyond the timeout of its transaction; thawed, it goes on by itself."""

    seconds = BEYOND_TIMEOUT_SECONDS

    def _fault(self, hook):
        process = self._stop_at(hook)
        if process is None:
            return False
        time.sleep(self.seconds)
        process.send_signal(signal.SIGCONT)
        self._goes_on(process, f"thawed at {hook}")
        self._end(process)
        return True


class FreezeBeyondRetention(Freeze):
    """Frozen until the broker has forgotten its marker and its transactional ids."""

    broker_settings = FORGETFUL_BROKER
    seconds = BEYOND_RETENTION_SECONDS


class Down(FaultRound):
    """Killed, and away beyond the timeout of its transaction."""

    seconds = BEYOND_TIMEOUT_SECONDS

    def _fault(self, hook):
        if self._kill_at(hook, 1):
            time.sleep(self.seconds)
            self._goes_on_after(hook)
        return False  # the kill has been counted

    def _goes_on_after(self, hook):
        process = self._job.start()
        self._goes_on(process, f"started again after {hook}")
        self._end(process)


class DownBeyondRetention(Down):
    """Killed, and away until the broker has forgotten its marker and its transactional ids."""

    broker_settings = FORGETFUL_BROKER
    seconds = BEYOND_RETENTION_SECONDS


class MarkerLost(Down):
    """Killed around the decision; then somebody deletes the marker, or commits over it."""

    pipelines = ("aggregate", "all")
    kafka_options = ""

    @classmethod
    def places(cls, pipeline):
        return ["after_flush", "chk_mid", "chk_before_rename", "chk_after_rename", "after_send",
                "in_commit", "after_commit", "after_decided"]

    def _fault(self, hook):
        job = self._job
        if not self._kill_at(hook, job.rng.randrange(1, 4)):
            return False
        group = f"streamsql.{job.name}.commit"
        if job.rng.random() < 0.5:
            job.setup.tool.delete_group(group)
        else:
            job.setup.tool.commit(group, f"{job.name}-totals", {0: job.rng.randrange(1000)})
        self._goes_on_after(hook)
        return False


class Zombie(FaultRound):
    """Frozen; a successor takes over with a copy of the state directory; then it thaws and must
    end by itself, without a trace in the sinks. The successor may be fenced once."""

    pipelines = ("aggregate", "mysql")
    kafka_options = ""

    def _fault(self, hook):
        job = self._job
        zombie = self._stop_at(hook)
        if zombie is None:
            return False
        copy = job.directory / f"state-{sum(self.hits.values())}"
        shutil.copytree(job.state, copy, ignore=shutil.ignore_patterns("CONTROL"))  # a socket
        old, job.state = job.state, copy
        successor = job.start()
        if self._goes_on(successor, f"successor of a process frozen at {hook}"):
            zombie.send_signal(signal.SIGCONT)
            self._must_end(zombie, successor, hook)
            self._goes_on(successor, f"after the zombie of {hook}")
        self._end(successor)
        self._end(zombie)
        shutil.rmtree(old, ignore_errors=True)
        return True

    def _must_end(self, zombie, successor, hook):
        self._job.wait(successor, 2 * PATIENCE_SECONDS, lambda: zombie.poll() is not None)
        if zombie.poll() in (None, 0):
            self._job.complaints.append(f"the zombie of {hook} does not end as it should: "
                                        f"{zombie.poll()}: {self._job.last_words()}")


JOB_FAULTS = {
    "freeze": Freeze,
    "freeze-beyond-retention": FreezeBeyondRetention,
    "down": Down,
    "down-beyond-retention": DownBeyondRetention,
    "marker-lost": MarkerLost,
    "zombie": Zombie,
}
