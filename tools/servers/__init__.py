"""Real servers on the loopback, for tests and benchmarks: Kafka (KRaft) and MariaDB.

    with Kafka() as kafka, MariaDb() as database:
        kafka.create_topic("orders", partitions=2)
        database.sql("CREATE TABLE customers (id INT PRIMARY KEY)")

Each object starts its own instance with its own ports and data directory, returns when the server
answers in its own protocol, and ends what it started: at the end of the `with` block, and also when
this process dies in any other way.
"""

from .jars import KAFKA_VERSIONS, JarsMissing, fetch_jars, jar_directory
from .kafka import Kafka
from .mariadb import MariaDb
from .process import ServerError, ServerProcess, free_ports
from .tls import Certificates

__all__ = [
    "Certificates", "JarsMissing", "KAFKA_VERSIONS", "Kafka", "MariaDb", "ServerError",
    "ServerProcess", "fetch_jars", "free_ports", "jar_directory",
]
