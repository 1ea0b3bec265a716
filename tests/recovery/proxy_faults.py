"""Faults on the way between the engine and the broker: requests of transactions that are late, come
twice, come after the death of who sent them, or whose answers are lost.

"Places" are the kinds of requests. In these rounds a job reaches the brokers through a KafkaProxy
only; the feeder and the oracle go past it.
"""

import collections

from faults import BEYOND_TIMEOUT_SECONDS, FaultRound
from kafka_proxy import APIS, Strike
from round import PATIENCE_SECONDS

SHORT_PAUSE_SECONDS = 0.3  # many epochs
RECOVERY_SECONDS = 0.8     # about as long as one takes, with an open transaction


class ProxyRound(FaultRound):
    """What the rounds below share: one request is struck, and then something comes of it."""

    pipelines = ("aggregate", "all")
    is_proxied = True
    action = "pass"

    def __init__(self, *arguments):
        super().__init__(*arguments)
        self.details = collections.Counter()  # what brokers have said to late requests

    @classmethod
    def places(cls, pipeline):
        return list(APIS)

    def _fault(self, api):
        strike = self._arm(api, f"streamsql.{self._job.name}-", self.action)
        process = self._job.start()
        if self._is_met(strike, process):
            self._come_of(strike, process)
            return True
        self._end(process)
        self._count("not reached: " + api)
        return False

    def _arm(self, api, mark, action):
        rng = self._job.rng
        strike = Strike(api, mark, action, nth=rng.randrange(1, 8),
                        seconds=rng.choice((0.05, 0.5, BEYOND_TIMEOUT_SECONDS)))
        return self._job.setup.proxy.arm(strike)

    def _is_met(self, strike, process):
        """Whether the request came; the job is fed until then."""
        self._job.wait(process, PATIENCE_SECONDS, strike.met.is_set)
        self._job.setup.proxy.disarm(strike)
        return strike.met.is_set()

    def _come_of(self, strike, process):
        """With the process that has met the strike; ends it."""
        raise NotImplementedError

    def _either(self):
        return self._job.rng.random() < 0.5

    def _send_again(self, strike, when):
        try:
            answer = strike.send_again()
        except OSError as error:
            answer = f"no answer ({error})"
        self.details[f"{strike.api} {when}: {answer}"] += 1

    def _must_go_on(self, process, what):
        self._goes_on(process, what)
        self._end(process)


class Delay(ProxyRound):
    """A request is late, and all that its connection has to say behind it; at times for longer than
    a transaction may take."""

    action = "delay"

    def _come_of(self, strike, process):
        self._must_go_on(process, f"{strike.api} late by {strike.seconds} s")


class DropAnswer(ProxyRound):
    """A request is done, but nobody is told; who asked lives on or does not."""

    action = "drop-answer"

    def _come_of(self, strike, process):
        if self._either():
            self._end(process)
        else:
            self._must_go_on(process, f"no answer to {strike.api}")


class Hold(ProxyRound):
    """A request arrives when who sent it is dead: before its successor is there, while that
    recovers, or while it runs. A late InitProducerId fences the successor, which recovers."""

    action = "hold"

    def _come_of(self, strike, process):
        job = self._job
        self._end(process)
        when = job.rng.choice(("before", "during", "after"))
        if when == "before":
            self._send_again(strike, "before the successor")
        successor = job.start()
        if when == "during":
            job.wait(successor, job.rng.random() * RECOVERY_SECONDS)
            self._send_again(strike, "while it recovers")
        if when == "after" and self._goes_on(successor, f"after {strike.api} was held"):
            self._send_again(strike, "while it runs")
        self._must_go_on(successor, f"{strike.api} of its predecessor arrived")


class Duplicate(ProxyRound):
    """A request arrives once more: in the next transaction of its transactional id when that has
    sent records, or at any time; the job is killed upon it, or lives on."""

    def _come_of(self, strike, process):
        job, when = self._job, "again"
        if self._either():
            produce = Strike("Produce", strike.transactional_id, "pass")
            job.setup.proxy.arm(produce)
            if self._is_met(produce, process):
                when = "again, in the next transaction"
        else:
            job.wait(process, job.rng.random() * SHORT_PAUSE_SECONDS)
        self._send_again(strike, when)
        if self._either():
            self._end(process)
        else:
            self._must_go_on(process, f"{strike.api} twice")


PROXY_FAULTS = {
    "proxy-delay": Delay,
    "proxy-drop-answer": DropAnswer,
    "proxy-hold": Hold,
    "proxy-duplicate": Duplicate,
}
