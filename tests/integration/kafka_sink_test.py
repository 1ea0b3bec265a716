"""The kafka sink's transactions against a real broker."""

import os
import subprocess

from integration_case import IntegrationCase


class KafkaClusterTest(IntegrationCase):
    """The connector's own C++ tests."""

    def test_the_transaction_s_own_tests_pass(self):
        done = subprocess.run([self.environment.binary("tests/kafka_cluster_test")],
                              env={**os.environ, "STREAMSQL_TEST_KAFKA": self.kafka.bootstrap},
                              capture_output=True, text=True, timeout=600, check=False)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertIn("Status: SUCCESS!", done.stdout)
