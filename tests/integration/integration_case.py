"""The base class of all integration tests."""

import os
import re
import subprocess
import unittest

from environment import NotBuilt
from kafka_tool import KafkaTool


class IntegrationCase(unittest.TestCase):
    """A test with its own directory, and names that no other test of the run uses.

    `environment` is set by tests/integration/run. The servers start when first asked for.
    """

    environment = None
    _used = 0

    def setUp(self):
        IntegrationCase._used += 1
        short = re.sub(r"\W+", "-", self._testMethodName.removeprefix("test_"))[:40]
        self.unique = f"{short}-{IntegrationCase._used}"
        self.directory = self.environment.directory / self.unique
        self.directory.mkdir()
        # Jobs of one test go on from their checkpoints, those of another begin anew.
        os.environ["XDG_STATE_HOME"] = str(self.directory / "state")

    @property
    def kafka(self):
        """The run's plaintext Kafka."""
        return self.environment.kafka

    @property
    def secure_kafka(self):
        """The run's Kafka with TLS and SASL listeners."""
        return self.environment.secure_kafka

    @property
    def mariadb(self):
        """The run's MariaDB."""
        return self.environment.mariadb

    def kafka_tool(self, bootstrap=None, properties=None):
        """kafka_tool on the run's Kafka, or on another address."""
        return KafkaTool(self.environment.binary("tests/kafka_tool"),
                         bootstrap or self.kafka.bootstrap, properties)

    def topic(self, name="topic", partitions=1, kafka=None, **settings):
        """Create a topic whose name no other test uses, and return that name."""
        full_name = f"{self.unique}-{name}"
        (kafka or self.kafka).create_topic(full_name, partitions, **settings)
        return full_name

    def streamsql(self, sql, *arguments, timeout=60, check=True):
        """Run a job to its end: `streamsql run job.sql ARGUMENTS...` in the test's directory.

        Returns the finished process with its stdout and stderr. With `check`, a status other than
        0 fails the test and shows both. The test is skipped while there is no binary.
        """
        done = subprocess.run(self._streamsql_command(sql, arguments), cwd=self.directory,
                              capture_output=True, text=True, timeout=timeout, check=False)
        if check and done.returncode != 0:
            self.fail(f"streamsql ended with {done.returncode}\n{done.stdout}\n{done.stderr}")
        return done

    def start_streamsql(self, sql, *arguments):
        """Start a job that goes on and return the process; it is killed when the test ends.

        Its output goes to the files out and err in the test's directory.
        """
        with open(self.directory / "out", "ab") as out, open(self.directory / "err", "ab") as err:
            process = subprocess.Popen(self._streamsql_command(sql, arguments), stdout=out,
                                       stderr=err, stdin=subprocess.DEVNULL, cwd=self.directory)
        self.addCleanup(process.wait)
        self.addCleanup(process.kill)
        return process

    def _streamsql_command(self, sql, arguments):
        try:
            binary = self.environment.binary("streamsql")
        except NotBuilt as error:
            self.skipTest(str(error))
        (self.directory / "job.sql").write_text(sql, encoding="utf-8")
        return [str(binary), "run", "job.sql", *(str(argument) for argument in arguments)]
