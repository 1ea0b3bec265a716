"""What all integration tests of one run share: the binaries, the servers and a directory."""

import pathlib
import shutil
import tempfile

from servers import Kafka, MariaDb, jar_directory


class NotBuilt(Exception):
    """A binary is missing; the message says how to build it."""


class Environment:
    """Starts each server when the first test asks for it, and ends all of them with the run.

    Entering it raises NotBuilt or JarsMissing when no test could run.

    A test that kills, freezes or reconfigures a server starts its own (Kafka(), MariaDb()) instead,
    so that these stay as they are for all others.
    """

    def __init__(self, build, kafka_version, keep):
        self._build = pathlib.Path(build).resolve()
        self._kafka_version = kafka_version
        self._keep = keep
        self._servers = {}
        self.directory = None

    def __enter__(self):
        self.binary("tests/kafka_tool")  # nothing works without these: say so once, and first
        jar_directory(self._kafka_version)
        self.directory = pathlib.Path(tempfile.mkdtemp(prefix="streamsql-integration-"))
        return self

    def __exit__(self, *_):
        for server in self._servers.values():
            server.stop()
        if self._keep:
            print(f"kept {self.directory}")
        else:
            shutil.rmtree(self.directory, ignore_errors=True)

    def binary(self, name):
        """The path of a built program; raises NotBuilt."""
        path = self._build / name
        if not path.exists():
            raise NotBuilt(f"{path} is missing; run tools/build {path.name}")
        return path

    @property
    def kafka(self):
        """One plaintext broker."""
        return self._server("kafka", lambda: Kafka(version=self._kafka_version))

    @property
    def secure_kafka(self):
        """One broker with the TLS and SASL listeners and the stores of Kafka(secure=True)."""
        return self._server("secure_kafka",
                            lambda: Kafka(version=self._kafka_version, secure=True))

    @property
    def mariadb(self):
        """One MariaDB server with an empty database."""
        return self._server("mariadb", MariaDb)

    def _server(self, name, make):
        if name not in self._servers:
            server = make()
            server.start()
            self._servers[name] = server
        return self._servers[name]
