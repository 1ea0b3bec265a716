"""One round of torture: a job that is fed, killed and started again many times, then checked."""

import signal
import threading

from job import Job

# Places at which the engine may be killed (engine/base/fail_point.h, exactly-once protocol).
HOOKS = {
    "transaction": ("after_begin", "mid_produce", "before_flush", "after_flush", "after_send",
                    "in_commit", "after_commit", "before_renew", "after_renew_init",
                    "r_fence0", "r_fence1", "r_marker"),
    "checkpoint": ("chk_mid", "chk_before_rename", "chk_after_rename", "after_decided", "gc_mid",
                   "after_gc", "r_loaded", "r_swept", "r_redo"),
    "redo": ("r_opened", "redo_after_guard", "redo_mid_rows", "redo_before_commit",
             "redo_after_commit"),
}
COMMIT_DELAYS_US = (100, 300, 600, 1000, 2000, 4000)
RANDOM = "random"  # a kill at any instant of a job's life
COMMON = ("mid_produce", "fsync")  # passed by several threads, and often
NEEDS_CHECKPOINT = ("r_loaded", "r_swept", "r_opened", "r_redo")
PATIENCE_SECONDS = 60  # with a place that is not passed
ATTEMPTS = 3           # to hit one


def hooks_of(pipeline):
    """The kill points that a pipeline passes."""
    kinds = {"aggregate": ("transaction", "checkpoint"), "mysql": ("checkpoint", "redo"),
             "files": ("checkpoint", "redo"), "all": ("transaction", "checkpoint", "redo")}
    return [hook for kind in kinds[pipeline] for hook in HOOKS[kind]]


class Lifetime:
    """How long jobs may live before a random kill: so that a third of the kills hits a start or a
    recovery, and the rest the first checkpoints, however slow the machine is."""

    def __init__(self, seconds=1.2):
        self._seconds = seconds
        self._lock = threading.Lock()

    def draw(self, rng):
        """Seconds until the kill, uniform."""
        return rng.random() * self._seconds

    def learn(self, has_run):
        """Whether a killed job had begun its first epoch."""
        with self._lock:
            changed = self._seconds * (0.98 if has_run else 1.04)
            self._seconds = min(max(changed, 0.2), 10)


class Round:
    """A job and the kills that it must survive: names of places, or RANDOM.

    setup: as for Job, and lifetimes, a Lifetime per pipeline.
    """

    broker_settings = {}
    restart = None      # strategy of the job; None: any
    kafka_options = ""  # of its sinks

    def __init__(self, setup, pipeline, seed, kills, traffic):
        self._job = Job(setup, pipeline, f"{pipeline}-{seed}", traffic)
        self._seed = seed
        self._kills = kills
        self.hits = {}  # place -> kills
        self.details = {}  # what else is worth counting

    def run(self):
        """Kill it, let it end, and compare; returns result()."""
        job = self._job
        job.prepare(self.restart, self.kafka_options)
        job.send(100)
        if self._kills[0] in NEEDS_CHECKPOINT:
            self._kill_at("after_decided", 2)
        for kill in self._kills:
            if kill == RANDOM:
                self._kill_at_random()
            else:
                self._strike(kill)
        job.finish()
        result = self.result()
        if not job.complaints:
            job.remove()
        return result

    def result(self, broken_off=None):
        """What goes into the results; `broken_off`: why there is no more of it."""
        job = self._job
        job.complaints += [broken_off] if broken_off else []
        return {"pipeline": job.pipeline, "seed": self._seed, "traffic": job.traffic,
                "kills": sum(self.hits.values()), "hits": self.hits,
                "details": self.details, "aborted": job.aborted,
                "complaints": job.complaints[:10]}

    def _strike(self, hook):
        nth = 1 if hook.startswith("r_") else self._job.rng.randrange(1, 4)
        for _ in range(ATTEMPTS):
            if self._kill_at(hook, nth):
                return
            nth = 1

    def _kill_at(self, hook, nth):
        """Whether the place was passed in time."""
        job, action = self._job, "kill"
        if hook == "in_commit":
            action = f"kill@{job.rng.choice(COMMIT_DELAYS_US)}"
        process = job.start(f"{hook}:{nth}={action}")
        status = job.wait(process, PATIENCE_SECONDS)
        if status is None:
            process.kill()  # still a kill
            process.wait()
            self._count("not reached: " + hook)
            return False
        if status == -signal.SIGKILL:
            self._count(hook)
        else:
            self._unexpected_end(status)
        return True

    def _kill_at_random(self):
        job = self._job
        lifetime = job.setup.lifetimes[job.pipeline]
        process = job.start()
        status = job.wait(process, lifetime.draw(job.rng))
        if status is not None:
            self._unexpected_end(status)
            return
        process.kill()
        process.wait()
        places = [place for place in job.passed() if place not in COMMON]
        lifetime.learn(any(not place.startswith("r_") for place in places))
        self._count("random, after " + (places[-1] if places else "the start"))

    def _unexpected_end(self, status):
        self._count("ended")  # not a kill
        self._job.complaints.append(
            f"ended with {status} instead of being killed: {self._job.last_words()}")

    def _count(self, what):
        self.hits[what] = self.hits.get(what, 0) + 1
