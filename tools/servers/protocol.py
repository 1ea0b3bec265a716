"""The three requests of Kafka's wire protocol that starting a cluster and creating topics need.

Format: https://kafka.apache.org/protocol (Metadata version 1, CreateTopics version 2: versions that
Kafka 2 to 4 all speak and that have no tagged fields).
"""

import socket
import struct
from dataclasses import dataclass

from .process import ServerError

_METADATA = (3, 1)
_CREATE_TOPICS = (19, 2)


@dataclass
class Metadata:
    """What a broker says about its cluster: live broker ids and, per topic, the leaders."""

    brokers: list
    leaders: dict  # topic -> [leader id per partition, -1 for none]; a missing topic -> []


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


def _ask(port, api, body, timeout=10.0):
    """Send one request on its own connection and return a reader behind the answer's header."""
    key, version = api
    request = struct.pack(">hhi", key, version, 1) + _string("servers") + body
    with socket.create_connection(("127.0.0.1", port), timeout) as connection:
        connection.sendall(struct.pack(">i", len(request)) + request)
        with connection.makefile("rb") as answer:
            size = answer.read(4)
            if len(size) < 4:
                raise ConnectionError("the broker closed the connection")
            reader = _Reader(answer.read(struct.unpack(">i", size)[0]))
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
        reader.number("h"), reader.number("i")  # error, index
        leader = reader.number("i")
        for _ in ("replicas", "in-sync replicas"):
            reader.array(lambda: reader.number("i"))
        return leader

    def topic():
        reader.number("h")  # error
        name = reader.string()
        reader.number("b")  # internal
        return name, reader.array(partition)

    brokers = reader.array(broker)
    reader.number("i")  # controller
    return Metadata(brokers, dict(reader.array(topic)))


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
