"""Kafka over TLS and SASL, reached with the properties that a Flink job would use."""

import unittest

from integration_case import IntegrationCase
from servers import Kafka


class KafkaSecurityTest(IntegrationCase):
    """Every kind of store connects, and every wrong secret has its own error."""

    def setUp(self):
        super().setUp()
        self.name = self.topic(kafka=self.secure_kafka)
        self.kafka_tool(self.secure_kafka.bootstrap).produce(self.name, ["one", "two"])

    def read(self, listener, properties, check=True):
        """The finished job that prints the topic, read through one listener."""
        options = {"bootstrap.servers": self.secure_kafka.bootstrap_of(listener), **properties}
        lines = "".join(f", 'properties.{key}' = '{value}'" for key, value in options.items())
        return self.streamsql(f"""
            CREATE TABLE t (line STRING) WITH ('connector' = 'kafka', 'topic' = '{self.name}',
              'format' = 'raw', 'scan.startup.mode' = 'earliest-offset',
              'scan.bounded.mode' = 'latest-offset'{lines});
            CREATE TABLE p (line STRING) WITH ('connector' = 'print');
            INSERT INTO p SELECT line FROM t;""", check=check)

    def assert_reads(self, listener, properties):
        """The topic's two records arrive."""
        done = self.read(listener, properties)
        self.assertIn("+I[one]", done.stdout)
        self.assertIn("+I[two]", done.stdout)

    def assert_fails(self, listener, properties, *texts):
        """The job ends with an error that contains each text, and no secret."""
        done = self.read(listener, properties, check=False)
        self.assertEqual(done.returncode, 1, done.stdout + done.stderr)
        for text in texts:
            self.assertIn(text, done.stderr)
        self.assertNotIn("secret", done.stderr)

    def path(self, name):
        """One of the certificates' files."""
        return self.secure_kafka.certificates.path(name)

    def trust(self, name="truststore.p12"):
        """The properties of a trust store."""
        return {"ssl.truststore.location": self.path(name),
                "ssl.truststore.password": self.secure_kafka.certificates.STORE_PASSWORD}

    def login(self, mechanism="SCRAM-SHA-512", password=None):
        """The properties of a login."""
        module = "plain.Plain" if mechanism == "PLAIN" else "scram.Scram"
        password = password or Kafka.PASSWORD
        return {"sasl.mechanism": mechanism,
                "sasl.jaas.config": f"org.apache.kafka.common.security.{module}LoginModule "
                                    f'required username="{Kafka.USER}" password="{password}";'}

    def test_sasl_over_tls_with_every_mechanism(self):
        for mechanism in ("PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512"):
            with self.subTest(mechanism):
                self.assert_reads("SASL_SSL", {"security.protocol": "SASL_SSL", **self.trust(),
                                               **self.login(mechanism)})

    def test_every_kind_of_trust_store(self):
        for name in ("truststore.jks", "truststore.p12", "ca.pem"):
            with self.subTest(name):
                properties = self.trust(name)
                if name == "ca.pem":
                    properties = {"ssl.truststore.location": self.path(name),
                                  "ssl.truststore.type": "PEM"}
                self.assert_reads("SSL", {"security.protocol": "SSL", **properties})

    def test_every_kind_of_key_store(self):
        certificates = self.secure_kafka.certificates
        store = {"ssl.keystore.password": certificates.STORE_PASSWORD}
        kinds = {
            "JKS": {"ssl.keystore.location": self.path("keystore.jks"), **store,
                    "ssl.key.password": certificates.KEY_PASSWORD},
            "PKCS12": {"ssl.keystore.location": self.path("keystore.p12"), **store},
            "PEM": {"ssl.keystore.type": "PEM",
                    "ssl.keystore.key": self.text("client-encrypted.key"),
                    "ssl.keystore.certificate.chain": self.text("client.pem"),
                    "ssl.key.password": certificates.KEY_PASSWORD},
        }
        for kind, properties in kinds.items():
            with self.subTest(kind):
                self.assert_reads("MUTUAL", {"security.protocol": "SSL", **self.trust(),
                                             **properties})

    def text(self, name):
        """The content of one of the certificates' files."""
        with open(self.path(name), encoding="ascii") as file:
            return file.read()

    def test_a_wrong_login_password(self):
        self.assert_fails("SASL_SSL", {"security.protocol": "SASL_SSL", **self.trust(),
                                       **self.login(password="wrong")},
                          "E5002", "the broker refuses the login")

    def test_a_wrong_authority(self):
        self.assert_fails("SSL", {"security.protocol": "SSL",
                                  **self.trust("other-truststore.p12")},
                          "E5002", "is not signed by a trusted authority")

    def test_a_wrong_host_name(self):
        self.assert_fails("WRONG_NAME", {"security.protocol": "SSL", **self.trust()},
                          "E5002", "the broker's certificate is for another host name")

    def test_a_wrong_host_name_may_be_allowed(self):
        self.assert_reads("WRONG_NAME", {"security.protocol": "SSL", **self.trust(),
                                         "ssl.endpoint.identification.algorithm": ""})

    def test_a_wrong_store_password(self):
        properties = {**self.trust(), "ssl.truststore.password": "wrong"}
        self.assert_fails("SSL", {"security.protocol": "SSL", **properties},
                          "E3004", "properties.ssl.truststore", "the password is wrong")

    def test_a_missing_client_certificate(self):
        self.assert_fails("MUTUAL", {"security.protocol": "SSL", **self.trust()},
                          "E5002", "the broker refuses the client's certificate")

    def test_a_broker_that_is_not_there(self):
        done = self.read("SSL", {"bootstrap.servers": "127.0.0.1:1"}, check=False)
        self.assertEqual(done.returncode, 1)
        self.assertIn("E5001", done.stderr)
        self.assertIn("Kafka at '127.0.0.1:1' cannot be reached", done.stderr)


if __name__ == "__main__":
    unittest.main()
