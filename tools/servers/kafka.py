"""A real Kafka cluster (KRaft, each node broker and controller) on the loopback."""

import pathlib
import shutil
import subprocess
import tempfile

from . import protocol
from .jars import DEFAULT_VERSION, full_version, jar_directory
from .process import ServerError, ServerProcess, free_ports, wait_until
from .tls import Certificates

# Any valid id does: a cluster never meets another one.
_CLUSTER_ID = "c3RyZWFtc3FsLXRlc3QtMA"

# Every listener of a secure cluster, with its protocol.
_LISTENERS = {
    "PLAINTEXT": "PLAINTEXT", "SASL_PLAINTEXT": "SASL_PLAINTEXT", "SASL_SSL": "SASL_SSL",
    "SSL": "SSL", "MUTUAL": "SSL", "WRONG_NAME": "SSL",
}
_MECHANISMS = ("SCRAM-SHA-256", "SCRAM-SHA-512", "PLAIN")

_QUIET_JVM = ("-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
              "-Dorg.slf4j.simpleLogger.showDateTime=true")


class Kafka:
    """A running cluster of `nodes` brokers; use it in a `with` block, or start() and stop() it.

    version: "3", "4" or a full version whose jars are in the cache.
    secure: adds listeners, each with its own addresses from `bootstrap_of(name)`: SASL_PLAINTEXT
      and SASL_SSL (SCRAM-SHA-256, SCRAM-SHA-512 and PLAIN for USER with PASSWORD), SSL (a client
      certificate is asked for and may be missing), MUTUAL (it must be there) and WRONG_NAME (SSL
      whose certificate names another host). `certificates` holds the stores.
    settings: more broker properties; they win.
    for_benchmark: a JVM tuned for throughput instead of a quick start and little memory.
    directory: where data and logs go; by default a temporary one, removed by stop().
    front_ports: one per node, where somebody passes on to the listener PROXIED, which is added:
      clients that come this way are told to stay on it.
    """

    USER = "alice"
    PASSWORD = "alice-secret"

    def __init__(self, *, version=DEFAULT_VERSION, nodes=1, secure=False, settings=None,
                 for_benchmark=False, directory=None, outlives_parent=False, port=None,
                 front_ports=()):
        self._version = version
        self._jars = jar_directory(version)
        self._temporary = directory is None
        self._directory = pathlib.Path(directory or tempfile.mkdtemp(prefix="streamsql-kafka-"))
        self._settings = settings or {}
        self._for_benchmark = for_benchmark
        self._secure = secure
        self._front_ports = front_ports
        names = list(_LISTENERS) if secure else ["PLAINTEXT"]
        names += ["PROXIED"] if front_ports else []
        self._ports = [dict(zip(names + ["CONTROLLER"], free_ports(len(names) + 1)))
                       for _ in range(nodes)]
        if port is not None:
            self._ports[0]["PLAINTEXT"] = port
        self._outlives_parent = outlives_parent
        self._processes = []
        self.certificates = None

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_):
        self.stop()

    @property
    def version(self):
        """The full version, for example "3.9.1"."""
        return full_version(self._version)

    @property
    def bootstrap(self):
        """The PLAINTEXT addresses, "127.0.0.1:port,..."."""
        return self.bootstrap_of("PLAINTEXT")

    @property
    def pids(self):
        """The process id of each node."""
        return [process.pid for process in self._processes]

    def bootstrap_of(self, listener):
        """The addresses of one listener; see the class for their names."""
        return ",".join(f"127.0.0.1:{port}" for port in self.ports_of(listener))

    def ports_of(self, listener):
        """The port of one listener at each node."""
        return [ports[listener] for ports in self._ports]

    def environment(self):
        """Where the cluster is, as environment variables for a command."""
        return {"KAFKA_BOOTSTRAP": self.bootstrap}

    def start(self):
        """Format and start all nodes; returns when they all are in the cluster's metadata."""
        self._directory.mkdir(parents=True, exist_ok=True)
        if self._secure and self.certificates is None:
            self.certificates = Certificates(self._directory / "tls")
        try:
            self._format()
            self._processes = [self._make_process(node) for node in range(len(self._ports))]
            for process in self._processes:
                process.start()
            self.wait_until_ready()
        except BaseException:
            self.stop()
            raise

    def stop(self):
        """End all nodes and remove a temporary directory."""
        for process in self._processes:
            if len(self._processes) > 1 or self._temporary:
                process.kill()  # nobody will read the data again
            else:
                process.stop()
        if self._temporary:
            shutil.rmtree(self._directory, ignore_errors=True)

    def kill(self, node=0):
        """End one node as a crash does; its ports and data stay for restart()."""
        self._processes[node].kill()

    def restart(self, node=0):
        """Start a killed node again (or stop and start a running one) on its ports and data."""
        self._processes[node].stop()
        self._processes[node].start()
        self.wait_until_ready()

    def freeze(self, node=0):
        """Stop one node from answering while its connections stay open; thaw() undoes it."""
        self._processes[node].freeze()

    def thaw(self, node=0):
        """Let a frozen node run again."""
        self._processes[node].thaw()

    def create_topic(self, name, partitions=1, replication=1, **settings):
        """Create a topic and wait until each partition has a leader.

        Settings are Kafka's with underscores for dots: message_timestamp_type="LogAppendTime".
        """
        port = self._live_port()
        dotted = {key.replace("_", "."): value for key, value in settings.items()}
        protocol.create_topic(port, name, partitions, replication, dotted)

        def has_leaders():
            leaders = protocol.metadata(port, [name]).leaders.get(name, [])
            return len(leaders) == partitions and min(leaders) >= 0
        wait_until(has_leaders, f"topic {name}")

    def move_leaders(self, topics, rng):
        """Give about half of the partitions another leader, in order, as an administrator does;
        returns how many were to move."""
        port = self._live_port()
        wanted = {}
        for name, partitions in protocol.metadata(port, topics).replicas.items():
            for index, ids in partitions.items():
                if len(ids) > 1 and rng.random() < 0.5:
                    wanted.setdefault(name, {})[index] = ids[1:] + ids[:1]
        if wanted:
            protocol.reassign(port, wanted)
            protocol.elect_preferred_leaders(
                port, {name: list(partitions) for name, partitions in wanted.items()})
        return sum(map(len, wanted.values()))

    def wait_until_ready(self):
        """Return when every live node reports every live node."""
        live = [node for node, process in enumerate(self._processes) if process.alive]

        def ready():
            return all(len(protocol.metadata(self._ports[node]["PLAINTEXT"]).brokers) >= len(live)
                       for node in live)
        wait_until(ready, "Kafka", process=self._processes[live[0]] if live else None)

    def _live_port(self):
        for ports, process in zip(self._ports, self._processes):
            if process.alive:
                return ports["PLAINTEXT"]
        raise ServerError("no Kafka node runs")

    def _java(self, *arguments):
        class_path = ":".join(str(jar) for jar in sorted(self._jars.glob("*.jar")))
        return ["java", *_QUIET_JVM, *arguments[:-1], "-cp", class_path, *arguments[-1]]

    def _make_process(self, node):
        memory = ["-Xms1g", "-Xmx1g"] if self._for_benchmark else [
            "-Xms64m", "-Xmx512m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"]
        command = self._java(*memory, ["kafka.Kafka", self._path(node, "server.properties")])
        return ServerProcess(command, self._path(node, "log"), self._outlives_parent)

    def _path(self, node, name):
        return self._directory / f"node-{node + 1}-{name}"

    def _format(self):
        running = []
        for node in range(len(self._ports)):
            properties = self._path(node, "server.properties")
            lines = [f"{key}={value}" for key, value in self._properties(node).items()]
            properties.write_text("\n".join(lines) + "\n")
            properties.chmod(0o600)  # it holds the test user's password
            arguments = ["kafka.tools.StorageTool", "format", "--ignore-formatted",
                         "-t", _CLUSTER_ID, "-c", str(properties)]
            if self._secure:
                for mechanism in _MECHANISMS[:2]:
                    arguments += ["--add-scram", f"{mechanism}=[name={self.USER},"
                                                 f"password={self.PASSWORD}]"]
            running.append(subprocess.Popen(
                self._java("-XX:TieredStopAtLevel=1", arguments), text=True,
                stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT))
        for process in running:
            output, _ = process.communicate()
            if process.returncode != 0:
                raise ServerError(f"Kafka {self.version} format failed\n{output}")

    def _properties(self, node):
        ports = self._ports[node]
        replication = min(len(self._ports), 3)
        listeners = ",".join(f"{name}://127.0.0.1:{port}" for name, port in ports.items())
        protocols = {name: _LISTENERS.get(name, "PLAINTEXT") for name in ports}
        advertised = {name: port for name, port in ports.items() if name != "CONTROLLER"}
        if self._front_ports:
            advertised["PROXIED"] = self._front_ports[node]
        properties = {
            "process.roles": "broker,controller",
            "node.id": node + 1,
            "controller.quorum.voters": ",".join(
                f"{i + 1}@127.0.0.1:{p['CONTROLLER']}" for i, p in enumerate(self._ports)),
            "controller.listener.names": "CONTROLLER",
            "inter.broker.listener.name": "PLAINTEXT",
            "listeners": listeners,
            "advertised.listeners": ",".join(
                f"{name}://127.0.0.1:{port}" for name, port in advertised.items()),
            "listener.security.protocol.map": ",".join(
                f"{name}:{protocol_name}" for name, protocol_name in protocols.items()),
            "log.dirs": self._path(node, "data"),
            "auto.create.topics.enable": "false",
            "offsets.topic.replication.factor": replication,
            "offsets.topic.num.partitions": 4,
            "transaction.state.log.replication.factor": replication,
            "transaction.state.log.min.isr": (replication + 1) // 2,
            "transaction.state.log.num.partitions": 4,
            "transaction.max.timeout.ms": 3600000,
            "group.initial.rebalance.delay.ms": 0,
            # A killed broker may register again only when its old session is over.
            "broker.session.timeout.ms": 1500,
            "broker.heartbeat.interval.ms": 250,
        }
        if self._secure:
            properties.update(self._security_properties())
        return {**properties, **self._settings}

    def _security_properties(self):
        certificates = self.certificates
        properties = {
            "ssl.keystore.type": "PEM", "ssl.keystore.location": certificates.path("broker.pem"),
            "ssl.truststore.type": "PEM", "ssl.truststore.location": certificates.path("ca.pem"),
            "listener.name.ssl.ssl.client.auth": "requested",
            "listener.name.mutual.ssl.client.auth": "required",
            "listener.name.wrong_name.ssl.keystore.type": "PEM",
            "listener.name.wrong_name.ssl.keystore.location": certificates.path("wrong-name.pem"),
            "sasl.enabled.mechanisms": ",".join(_MECHANISMS),
        }
        package = "org.apache.kafka.common.security"
        plain = f'{package}.plain.PlainLoginModule required user_{self.USER}="{self.PASSWORD}";'
        for listener in ("sasl_plaintext", "sasl_ssl"):
            for mechanism in _MECHANISMS:
                key = f"listener.name.{listener}.{mechanism.lower()}.sasl.jaas.config"
                properties[key] = (plain if mechanism == "PLAIN" else
                                   f"{package}.scram.ScramLoginModule required;")
        return properties
