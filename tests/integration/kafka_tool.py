"""The program kafka_tool (tests/integration/kafka_tool/) as Python calls on one cluster."""

import json
import subprocess


class KafkaToolError(Exception):
    """kafka_tool ended with a status other than 0; the text is its standard error."""


class KafkaTool:
    """Produces to, consumes from and asks a cluster; each call is one short process.

    properties: librdkafka's, for example {"security.protocol": "ssl"}.
    """

    def __init__(self, binary, bootstrap, properties=None):
        self._command = [str(binary), "-b", bootstrap]
        for key, value in (properties or {}).items():
            self._command += ["-X", f"{key}={value}"]

    def run(self, *arguments, stdin="", timeout=120):
        """Run one command of kafka_tool and return its standard output."""
        done = subprocess.run([*self._command, *(str(a) for a in arguments)], input=stdin,
                              capture_output=True, text=True, timeout=timeout, check=False)
        if done.returncode != 0:
            raise KafkaToolError(done.stderr.strip())
        return done.stdout

    def version(self):
        """librdkafka's version as a tuple, for example (2, 0, 2)."""
        return tuple(int(part) for part in self.run("--version").strip().split("."))

    def start(self, *arguments, stdin=None):
        """Start a command that goes on (feed, generate --rate); the caller communicates."""
        return subprocess.Popen([*self._command, *(str(a) for a in arguments)], text=True,
                                stdin=stdin, stdout=subprocess.PIPE, stderr=subprocess.PIPE)

    def produce(self, topic, lines, *arguments):
        """Send each line as one record; returns when all are acknowledged."""
        self.run("produce", topic, *arguments, stdin="".join(line + "\n" for line in lines))

    def consume(self, topic, *arguments):
        """All records from the beginning to the end, as lines (see kafka_tool's --format)."""
        return self.run("consume", topic, "--from-beginning", "--to-end", *arguments).splitlines()

    def generate(self, topic, count, *arguments):
        """Send `count` records of the enrichment job; returns the tool's report."""
        return json.loads(self.run("generate", topic, "--count", count, *arguments))

    def watermarks(self, topic):
        """{partition: (low, high)}."""
        rows = [line.split() for line in self.run("watermarks", topic).splitlines()]
        return {int(partition): (int(low), int(high)) for partition, low, high in rows}

    def offsets(self, group, topic):
        """{partition: committed offset, or None}."""
        rows = [line.split() for line in self.run("offsets", group, topic).splitlines()]
        return {int(partition): None if offset == "-" else int(offset)
                for partition, offset, _ in rows}

    def commit(self, group, topic, offsets, metadata=""):
        """Commit {partition: offset} for a group without members."""
        self.run("offsets", group, topic, "--metadata", metadata,
                 *(f"--set={partition}={offset}" for partition, offset in offsets.items()))

    def delete_group(self, group):
        """Forget a group without members, and its offsets."""
        self.run("delete-group", group)
