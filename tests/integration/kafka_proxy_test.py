"""The proxy of tools/torture, before a broker that answers every request with its own bytes."""

import pathlib
import socket
import struct
import sys
import threading

from integration_case import IntegrationCase
from servers import free_ports

sys.path.append(str(pathlib.Path(__file__).resolve().parents[1] / "recovery"))
# pylint: disable=wrong-import-position
from kafka_proxy import APIS, KafkaProxy, Strike  # noqa: E402

PATIENCE_SECONDS = 20


def request(api, number, words="streamsql.job-0"):
    """Kind, version, correlation id, and what it speaks of."""
    return struct.pack(">hhi", APIS[api], 1, number) + words.encode()


def send(connection, payload):
    """One frame."""
    connection.sendall(struct.pack(">i", len(payload)) + payload)


def receive(connection):
    """One frame; None when the other side has hung up."""
    with connection.makefile("rb", buffering=0) as file:
        size = file.read(4)
        return file.read(struct.unpack(">i", size)[0]) if size else None


class KafkaProxyTest(IntegrationCase):
    """Each test sends numbered requests and looks at which come, and which answers."""

    def setUp(self):
        super().setUp()
        self.seen = []  # what the broker got
        broker = socket.create_server(("127.0.0.1", 0))
        self.addCleanup(broker.close)
        threading.Thread(target=self._serve, args=(broker,), daemon=True).start()
        self.proxy = KafkaProxy(free_ports(1))
        self.proxy.start([broker.getsockname()[1]])
        self.addCleanup(self.proxy.close)
        self.client = self.connect()

    def connect(self):
        """To the proxy."""
        client = socket.create_connection(("127.0.0.1", self.proxy.ports[0]), PATIENCE_SECONDS)
        self.addCleanup(client.close)
        return client

    def _serve(self, broker):
        while True:
            try:
                connection, _ = broker.accept()
            except OSError:
                return
            threading.Thread(target=self._answer, args=(connection,), daemon=True).start()

    # The correlation id, the throttle time, and error 47 where one is expected.
    def _answer(self, connection):
        with connection:
            while payload := receive(connection):
                self.seen.append(payload)
                send(connection, payload[4:8] + struct.pack(">ih", 0, 47))

    def ask(self, payload, client=None):
        """The number of the answer; None when the connection was closed."""
        send(client or self.client, payload)
        answer = receive(client or self.client)
        return answer and struct.unpack_from(">i", answer)[0]

    def test_what_nobody_has_armed_passes(self):
        self.assertEqual([self.ask(request("EndTxn", n)) for n in (1, 2, 3)], [1, 2, 3])

    def test_the_nth_request_of_a_kind_and_a_job_is_struck_and_no_other(self):
        strike = self.proxy.arm(Strike("EndTxn", "streamsql.job-", "pass", nth=2))
        for number, (api, words) in enumerate((
                ("EndTxn", "streamsql.job-0"), ("Produce", "streamsql.job-0"),
                ("EndTxn", "streamsql.job2-0"))):
            self.assertEqual(self.ask(request(api, number, words)), number)
        self.assertFalse(strike.met.is_set())
        self.assertEqual(self.ask(request("EndTxn", 9, "streamsql.job-1")), 9)
        self.assertTrue(strike.met.wait(PATIENCE_SECONDS))
        self.assertEqual(strike.transactional_id, "streamsql.job-1")

    def test_an_answer_is_dropped_when_the_broker_has_done_the_request(self):
        strike = self.proxy.arm(Strike("Produce", "streamsql.job-", "drop-answer"))
        self.assertIsNone(self.ask(request("Produce", 5)))
        self.assertTrue(strike.met.is_set())
        self.assertEqual(self.seen, [request("Produce", 5)])

    def test_a_request_is_held_and_sent_when_its_sender_has_gone(self):
        strike = self.proxy.arm(Strike("EndTxn", "streamsql.job-", "hold"))
        send(self.client, request("EndTxn", 5))
        self.assertTrue(strike.met.wait(PATIENCE_SECONDS))
        self.client.close()
        self.assertEqual(self.ask(request("EndTxn", 6), self.connect()), 6)
        self.assertEqual(self.seen, [request("EndTxn", 6)])
        self.assertEqual(strike.send_again(), "error 47")
        self.assertEqual(self.seen, [request("EndTxn", 6), request("EndTxn", 5)])

    def test_a_request_that_has_passed_is_sent_once_more(self):
        strike = self.proxy.arm(Strike("TxnOffsetCommit", "streamsql.job-", "pass"))
        self.assertEqual(self.ask(request("TxnOffsetCommit", 7)), 7)
        self.assertEqual(strike.send_again(), "answered")
        self.assertEqual(self.seen, 2 * [request("TxnOffsetCommit", 7)])

    def test_a_delayed_request_keeps_its_place_on_its_connection(self):
        strike = self.proxy.arm(Strike("EndTxn", "streamsql.job-", "delay", seconds=0.05))
        send(self.client, request("EndTxn", 1))
        self.assertEqual(self.ask(request("Produce", 2)), 1)
        self.assertTrue(strike.met.is_set())
        self.assertEqual(struct.unpack_from(">i", receive(self.client))[0], 2)
        self.assertEqual(self.seen, [request("EndTxn", 1), request("Produce", 2)])
