"""The servers and kafka_tool themselves: what every other integration test stands on."""

import json
import os
import pathlib
import random
import select
import signal
import subprocess
import sys
import unittest

from integration_case import IntegrationCase
from kafka_tool import KafkaToolError
from servers import Kafka, MariaDb


class KafkaTest(IntegrationCase):
    """One plaintext broker."""

    def test_a_thousand_records_come_back(self):
        topic = self.topic(partitions=3)
        tool = self.kafka_tool()
        sent = [f"record {i}" for i in range(1000)]
        tool.produce(topic, sent)
        self.assertEqual(sorted(tool.consume(topic)), sorted(sent))
        self.assertEqual(sum(high for _, high in tool.watermarks(topic).values()), 1000)

    def test_keys_headers_partitions_timestamps_and_nulls_come_back(self):
        topic = self.topic(partitions=2)
        tool = self.kafka_tool()
        tool.produce(topic, ["k\tä", "NULL\tNULL"], "-p", 1, "-k", "--null", "NULL",
                     "-H", "trace=7", "-H", "empty=", "--timestamp", 1718000000123)
        self.assertEqual(
            tool.consume(topic, "--format", r"%p %o %T %k %s %h %%\n"),
            ["1 0 1718000000123 k ä trace=7,empty= %",
             "1 1 1718000000123 NULL NULL trace=7,empty= %"])

    def test_an_aborted_transaction_is_seen_only_uncommitted(self):
        topic = self.topic()
        tool = self.kafka_tool()
        tool.produce(topic, ["kept"], "--transaction", self.unique)
        tool.produce(topic, ["aborted"], "--transaction", self.unique, "--abort")
        self.assertEqual(tool.consume(topic, "--isolation", "read_committed"), ["kept"])
        self.assertEqual(tool.consume(topic), ["kept", "aborted"])

    def test_committed_offsets_are_read_and_set(self):
        topic = self.topic(partitions=2)
        tool = self.kafka_tool()
        self.assertEqual(tool.offsets(self.unique, topic), {0: None, 1: None})
        tool.commit(self.unique, topic, {1: 5})
        self.assertEqual(tool.offsets(self.unique, topic), {0: None, 1: 5})

    def test_a_missing_topic_is_an_error_with_its_name(self):
        with self.assertRaisesRegex(KafkaToolError, "nowhere: .*[Uu]nknown topic"):
            self.kafka_tool().consume("nowhere")

    def test_too_few_records_are_an_error(self):
        topic = self.topic()
        with self.assertRaisesRegex(KafkaToolError, "only 0 of 1 records"):
            self.kafka_tool().consume(topic, "--count", 1)

    def test_a_topic_is_created_once_and_deleted_by_the_tool(self):
        tool = self.kafka_tool()
        tool.run("create", self.unique, 3, "--config", "retention.ms=1000")
        self.assertEqual(len(tool.watermarks(self.unique)), 3)
        with self.assertRaisesRegex(KafkaToolError, "already exists"):
            tool.run("create", self.unique, 3)
        tool.run("delete", self.unique)


class LoadTest(IntegrationCase):
    """The benchmark's side of kafka_tool."""

    def test_generated_records_are_the_enrichment_job_s_and_the_same_each_time(self):
        topics = [self.topic(name) for name in ("a", "b")]
        tool = self.kafka_tool()
        for topic in topics:
            self.assertEqual(tool.generate(topic, 2000, "--devices", 10)["produced"], 2000)
        first, second = (tool.consume(topic) for topic in topics)
        self.assertEqual(first, second)
        records = [json.loads(line) for line in first]
        self.assertEqual(list(records[0]), ["pboxid", "eventTime", "metric", "latitude",
                                            "longitude"])
        self.assertEqual({record["pboxid"] for record in records},
                         {f"PBOX{device:08}" for device in range(10)})
        self.assertEqual(records[1999]["eventTime"], "2024-06-10 06:13:21.999")
        self.assertTrue(all(120 <= len(line) <= 130 for line in first))

    def test_latency_is_measured_from_the_embedded_time(self):
        topic = self.topic(message_timestamp_type="LogAppendTime")
        tool = self.kafka_tool()
        reader = tool.start("latency", topic, "--count", 500, "--seconds", 60)
        self.assertEqual(reader.stderr.readline(), "ready\n")
        tool.generate(topic, 500, "--rate", 5000)
        out, err = reader.communicate(timeout=60)
        self.assertEqual(err, "")
        measured = json.loads(out)["receive_ms"]
        self.assertEqual(measured["n"], 500)
        self.assertTrue(0 < measured["p50"] <= measured["p99"] <= measured["max"])
        span = json.loads(tool.run("span", topic))
        self.assertEqual(span["offsets"], 500)
        self.assertTrue(0 < span["first_ms"] <= span["last_ms"])


class SecureKafkaTest(IntegrationCase):
    """Every listener of the secure broker, reached by librdkafka itself."""

    def _connect(self, listener, protocol, **properties):
        dotted = {key.replace("_", "."): value for key, value in properties.items()}
        certificates = self.secure_kafka.certificates
        if "ssl" in protocol:
            dotted.setdefault("ssl.ca.location", certificates.path("ca.pem"))
        tool = self.kafka_tool(self.secure_kafka.bootstrap_of(listener),
                               {"security.protocol": protocol, **dotted})
        topic = f"{self.unique}-{self._connects}"
        self._connects += 1
        tool.run("create", topic)
        tool.produce(topic, ["safe"])
        self.assertEqual(tool.consume(topic), ["safe"])

    _connects = 0

    def _sasl(self, mechanism, password=Kafka.PASSWORD):
        return {"sasl_mechanism": mechanism, "sasl_username": Kafka.USER,
                "sasl_password": password}

    def test_each_sasl_mechanism_connects(self):
        if self.secure_kafka.version >= "4" and self.kafka_tool().version() < (2, 6, 1):
            # https://github.com/confluentinc/librdkafka/pull/4895
            self.skipTest("librdkafka before 2.6.1 cannot use SCRAM with Kafka 4")
        for mechanism in ("SCRAM-SHA-256", "SCRAM-SHA-512", "PLAIN"):
            for listener in ("SASL_SSL", "SASL_PLAINTEXT"):
                with self.subTest(mechanism=mechanism, listener=listener):
                    self._connect(listener, listener.lower(), **self._sasl(mechanism))

    def test_a_wrong_password_is_refused(self):
        for mechanism in ("SCRAM-SHA-256", "SCRAM-SHA-512", "PLAIN"):
            with self.subTest(mechanism=mechanism):
                with self.assertRaisesRegex(KafkaToolError, "[Aa]uthentication failed"):
                    self._connect("SASL_SSL", "sasl_ssl", **self._sasl(mechanism, "wrong"))

    def test_tls_connects_without_and_with_a_client_certificate(self):
        self._connect("SSL", "ssl")
        self._connect("MUTUAL", "ssl", **self._client_certificate())

    def test_a_listener_that_wants_a_client_certificate_refuses_others(self):
        certificates = self.secure_kafka.certificates
        tool = self.kafka_tool(self.secure_kafka.bootstrap_of("MUTUAL"),
                               {"security.protocol": "ssl",
                                "ssl.ca.location": certificates.path("ca.pem")})
        # TLS 1.3 tells the client only after the handshake: librdkafka goes on trying.
        with self.assertRaisesRegex(KafkaToolError, "cannot connect"):
            tool.run("--timeout-ms", 1000, "watermarks", "any")

    def test_an_unknown_authority_and_a_wrong_name_are_refused(self):
        other = self.secure_kafka.certificates.path("other-ca.pem")
        with self.assertRaisesRegex(KafkaToolError, "certificate verify failed|verif"):
            self._connect("SSL", "ssl", ssl_ca_location=other)
        with self.assertRaisesRegex(KafkaToolError, "certificate verify failed|verif"):
            self._connect("WRONG_NAME", "ssl")

    def _client_certificate(self):
        certificates = self.secure_kafka.certificates
        return {"ssl_certificate_location": certificates.path("client.pem"),
                "ssl_key_location": certificates.path("client-encrypted.key"),
                "ssl_key_password": certificates.KEY_PASSWORD}

    def test_keytool_reads_each_store(self):
        certificates = self.secure_kafka.certificates
        for store in ("truststore.jks", "truststore.p12", "keystore.jks", "keystore.p12",
                      "other-truststore.jks", "other-truststore.p12"):
            with self.subTest(store=store):
                listing = subprocess.run(
                    ["keytool", "-list", "-keystore", certificates.path(store),
                     "-storepass", certificates.STORE_PASSWORD],
                    capture_output=True, text=True, check=True).stdout
                self.assertIn("PrivateKeyEntry" if store.startswith("key") else "trustedCertEntry",
                              listing)


class MariaDbTest(IntegrationCase):
    """The run's MariaDB."""

    def test_a_user_reads_what_was_inserted(self):
        self.mariadb.sql("CREATE TABLE smoke (id INT PRIMARY KEY, name VARCHAR(20));"
                         "INSERT INTO smoke VALUES (1, 'ä'), (2, NULL)")
        database = self.mariadb
        rows = subprocess.run(
            ["mariadb", "--no-defaults", "-h", database.host, "-P", str(database.port),
             "-u", database.user, f"-p{database.password}", "--batch", "--skip-column-names",
             "--default-character-set=utf8mb4", database.database, "-e",
             "SELECT * FROM smoke ORDER BY id"],
            capture_output=True, text=True, check=True).stdout
        self.assertEqual(rows, "1\tä\n2\tNULL\n")
        self.assertEqual(self.mariadb.sql("SELECT * FROM smoke"), [["1", "ä"], ["2", "NULL"]])


class FaultTest(IntegrationCase):
    """Servers of their own, because these tests harm them."""

    def test_committed_data_survives_a_kill_of_each_server(self):
        with Kafka() as kafka, MariaDb() as database:
            kafka.create_topic("survivor")
            tool = self.kafka_tool(kafka.bootstrap)
            tool.produce("survivor", ["x"])
            database.sql("CREATE TABLE survivor (id INT); INSERT INTO survivor VALUES (7)")
            for server in (kafka, database):
                server.kill()
                server.restart()
            self.assertEqual(tool.consume("survivor"), ["x"])
            self.assertEqual(database.sql("SELECT id FROM survivor"), [["7"]])

    def test_a_frozen_broker_does_not_answer_until_it_is_thawed(self):
        with Kafka() as kafka:
            kafka.freeze()
            with self.assertRaisesRegex(KafkaToolError, "cannot connect"):
                self.kafka_tool(kafka.bootstrap).run("--timeout-ms", 500, "watermarks", "t")
            kafka.thaw()
            kafka.wait_until_ready()

    def test_three_nodes_serve_on_after_one_is_killed(self):
        with Kafka(nodes=3) as kafka:
            kafka.create_topic("replicated", partitions=3, replication=3)
            tool = self.kafka_tool(kafka.bootstrap)
            tool.produce("replicated", ["before"])
            self.assertGreater(kafka.move_leaders(["replicated"], random.Random(1)), 0)
            kafka.kill(node=1)
            self.assertEqual(tool.consume("replicated"), ["before"])
            tool.produce("replicated", ["after"])
            self.assertEqual(sorted(tool.consume("replicated")), ["after", "before"])

    def test_servers_die_with_the_process_that_started_them(self):
        tools = pathlib.Path(__file__).resolve().parents[2] / "tools"
        program = (f"import sys; sys.path.insert(0, {str(tools)!r})\n"
                   "from servers import MariaDb\n"
                   f"database = MariaDb(directory={str(self.directory)!r})\n"
                   "database.start()\n"
                   "print(database.pids[0], flush=True)\n"
                   "sys.stdin.read()\n")
        with subprocess.Popen([sys.executable, "-c", program], stdin=subprocess.PIPE,
                              stdout=subprocess.PIPE, text=True) as parent:
            server = int(parent.stdout.readline())
            watch = os.pidfd_open(server)
            parent.send_signal(signal.SIGKILL)
            parent.wait()
        try:
            readable, _, _ = select.select([watch], [], [], 30)
            self.assertEqual(readable, [watch])
        finally:
            os.close(watch)

