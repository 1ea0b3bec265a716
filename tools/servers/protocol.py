"""The requests of Kafka's wire protocol that clusters, topics and moves of leaders need.

Format: https://kafka.apache.org/protocol (versions that Kafka 2.4 to 4 all speak; only
AlterPartitionReassignments has tagged fields in all of them).
"""

import socket
import struct
from dataclasses import dataclass

from .process import ServerError

_METADATA = (3, 1)
_CREATE_TOPICS = (19, 2)
_ELECT_LEADERS = (43, 1)
_ALTER_PARTITION_REASSIGNMENTS = (45, 0)
_PREFERRED = 0
_NO_TAGS = b"\0"


@dataclass
class Metadata:
    """What a broker says about its cluster: live broker ids, leaders and replicas."""

    brokers: list
    leaders: dict   # topic -> [leader id per partition, -1 for none]; a missing topic -> []
    replicas: dict  # topic -> {partition: [ids, the preferred leader first]}


def _string(text):
    data = text.encode()
    return struct.pack(">h", len(data)) + data


class _Reader:
    """Reads an answer from front to back."""

    def __init__(self, data):
        self._data = data
        self._at = 0

    def number(self, letter):
        """One big-endian number of struct's format letter: b, h or i."""
        (value,) = struct.unpack_from(">" + letter, self._data, self._at)
        self._at += struct.calcsize(letter)
        return value

    def string(self):
        """A nullable string."""
        size = max(self.number("h"), 0)
        self._at += size
        return self._data[self._at - size:self._at].decode()

    def array(self, read_one):
        """A list of what `read_one()` reads."""
        return [read_one() for _ in range(self.number("i"))]


def framed(payload):
    """A request or an answer as it is on the wire."""
    return struct.pack(">i", len(payload)) + payload


def exchange(port, request, timeout):
    """Send one request to the broker on `port` on its own connection and return the answer."""
    def receive(answer, size):
        data = answer.read(size)
        if len(data) < size:
            raise ConnectionError("the broker closed the connection")
        return data

    with socket.create_connection(("127.0.0.1", port), timeout) as connection:
        connection.sendall(framed(request))
        with connection.makefile("rb") as answer:
            return receive(answer, struct.unpack(">i", receive(answer, 4))[0])


def _ask(port, api, body, timeout=10.0, tags=b""):
    """Send one request on its own connection and return a reader behind the answer's header."""
    key, version = api
    request = struct.pack(">hhi", key, version, 1) + _string("servers") + tags + body
    reader = _Reader(exchange(port, request, timeout))
    reader.number("i")  # correlation id
    return reader


def metadata(port, topics=()):
    """Ask the broker on `port`; raises OSError while it does not answer."""
    body = struct.pack(">i", len(topics)) + b"".join(_string(topic) for topic in topics)
    reader = _ask(port, _METADATA, body, timeout=2.0)

    def broker():
        broker_id = reader.number("i")
        reader.string(), reader.number("i"), reader.string()  # host, port, rack
        return broker_id

    def partition():
        reader.number("h")  # error
        index, leader = reader.number("i"), reader.number("i")
        replicas = reader.array(lambda: reader.number("i"))
        reader.array(lambda: reader.number("i"))  # in sync
        return index, leader, replicas

    def topic():
        reader.number("h")  # error
        name = reader.string()
        reader.number("b")  # internal
        return name, reader.array(partition)

    brokers = reader.array(broker)
    reader.number("i")  # controller
    topics_found = dict(reader.array(topic))
    return Metadata(
        brokers,
        {name: [leader for _, leader, _ in parts] for name, parts in topics_found.items()},
        {name: {index: replicas for index, _, replicas in parts}
         for name, parts in topics_found.items()})


def _compact(items):
    """An array with a length as AlterPartitionReassignments has it; of fewer than 127 items."""
    return bytes([len(items) + 1]) + b"".join(items)


def reassign(port, wanted):
    """Give partitions other replicas, or the same in another order: {topic: {partition: ids}}."""
    topics = []
    for name, partitions in wanted.items():
        parts = [struct.pack(">i", index) + _compact([struct.pack(">i", id_) for id_ in ids]) +
                 _NO_TAGS for index, ids in partitions.items()]
        text = name.encode()
        topics.append(bytes([len(text) + 1]) + text + _compact(parts) + _NO_TAGS)
    body = struct.pack(">i", 10000) + _compact(topics) + _NO_TAGS
    reader = _ask(port, _ALTER_PARTITION_REASSIGNMENTS, body, tags=_NO_TAGS)
    reader.number("b"), reader.number("i")  # tags, throttle time
    code = reader.number("h")
    if code != 0:
        raise ServerError(f"no reassignment: Kafka error {code}")


def elect_preferred_leaders(port, partitions):
    """Move the leaders of {topic: partitions} to the first of their replicas."""
    body = struct.pack(">bi", _PREFERRED, len(partitions))
    for name, indexes in partitions.items():
        body += _string(name) + struct.pack(f">i{len(indexes)}i", len(indexes), *indexes)
    reader = _ask(port, _ELECT_LEADERS, body + struct.pack(">i", 10000))
    reader.number("i")  # throttle time
    code = reader.number("h")
    if code != 0:
        raise ServerError(f"no election: Kafka error {code}")


def create_topic(port, name, partitions, replication, settings):
    """Create a topic; raises ServerError with the broker's reason."""
    body = struct.pack(">i", 1) + _string(name)
    body += struct.pack(">ihi", partitions, replication, 0)  # 0 manual assignments
    body += struct.pack(">i", len(settings))
    body += b"".join(_string(key) + _string(str(value)) for key, value in settings.items())
    body += struct.pack(">ib", 10000, 0)  # timeout in ms, not only validation
    reader = _ask(port, _CREATE_TOPICS, body)
    reader.number("i")  # throttle time
    for _, code, reason in reader.array(
            lambda: (reader.string(), reader.number("h"), reader.string())):
        if code != 0:
            raise ServerError(f"topic {name}: {reason or f'Kafka error {code}'}")
