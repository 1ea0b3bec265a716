"""A proxy between clients and brokers of Kafka that knows requests by their kind, and can delay
one, keep one for later, swallow its answer, or keep a copy of it.

Format: https://kafka.apache.org/protocol: a length of 4 bytes, then kind (2), version (2),
correlation id (4) and more; an answer begins with the correlation id.
"""

import asyncio
import struct
import threading

from servers.protocol import exchange, framed

APIS = {"Produce": 0, "InitProducerId": 22, "AddPartitionsToTxn": 24, "AddOffsetsToTxn": 25,
        "EndTxn": 26, "TxnOffsetCommit": 28}
# From these versions on a header ends with tagged fields, of which there are none.
_TAGGED_FROM = {"Produce": 9, "InitProducerId": 2, "AddPartitionsToTxn": 3, "AddOffsetsToTxn": 3,
                "EndTxn": 3, "TxnOffsetCommit": 3}
_ERROR_FOLLOWS = ("InitProducerId", "AddOffsetsToTxn", "EndTxn")  # behind the throttle time
_HEAD_BYTES = 400  # of a request: the transactional id stands there
_LARGEST = 100 << 20


class Strike:
    """What happens to the nth request of a kind that speaks of `mark`; once.

    action: "pass" (it is only noticed), "delay" (by `seconds`, and all behind it on its
      connection), "hold" (it does not go on, and the connection is mute), "drop-answer" (the
      broker has done it, and the connection is closed).
    met: set when it has happened; for "pass" when the answer has gone back.
    """

    def __init__(self, api, mark, action, *, nth=1, seconds=0.0):
        self.api, self.mark, self.action, self.seconds = api, mark.encode(), action, seconds
        self.met = threading.Event()
        self.transactional_id = None  # of the request that was struck
        self._left = nth
        self._request, self._broker = None, None

    def takes(self, request, broker):
        """Whether it is this request's turn."""
        head = request[:_HEAD_BYTES]
        if self._left <= 0 or request[:2] != struct.pack(">h", APIS[self.api]):
            return False
        at = head.find(self.mark)
        if at < 0:
            return False
        self._left -= 1
        if self._left > 0:
            return False
        self._request, self._broker = request, broker
        self.transactional_id = head[at:at + len(self.mark) + 1].decode(errors="replace")
        return True

    def send_again(self, timeout=20.0):
        """Send what was struck to its broker, on a connection of its own: late, or once more.

        Returns what the broker says: the number of its error where the answer begins with one,
        else "answered".
        """
        answer = exchange(self._broker, self._request, timeout)
        if self.api not in _ERROR_FOLLOWS:
            return "answered"
        (version,) = struct.unpack_from(">h", self._request, 2)
        at = 4 + (version >= _TAGGED_FROM[self.api]) + 4
        return f"error {struct.unpack_from('>h', answer, at)[0]}"


class KafkaProxy:
    """Listens on ports[i] and passes on to brokers[i]; a thread of its own, until close()."""

    def __init__(self, ports):
        self.ports = ports
        self._strikes = []
        self._lock = threading.Lock()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)

    def start(self, brokers):
        """Returns when it listens."""
        self._thread.start()
        for port, broker in zip(self.ports, brokers):
            asyncio.run_coroutine_threadsafe(self._listen(port, broker), self._loop).result()

    def close(self):
        """End all connections."""
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()

    @property
    def bootstrap(self):
        """The addresses for clients."""
        return ",".join(f"127.0.0.1:{port}" for port in self.ports)

    def arm(self, strike):
        """Expect a request; returns the strike."""
        with self._lock:
            self._strikes.append(strike)
        return strike

    def disarm(self, strike):
        """Expect it no longer."""
        with self._lock:
            if strike in self._strikes:
                self._strikes.remove(strike)

    def _taken_by(self, request, broker):
        with self._lock:
            for strike in self._strikes:
                if strike.takes(request, broker):
                    self._strikes.remove(strike)
                    return strike
        return None

    # ---- in the loop

    async def _listen(self, port, broker):
        async def serve(reader, writer):
            await _Connection(self._taken_by, broker).serve(reader, writer)
        await asyncio.start_server(serve, "127.0.0.1", port, limit=1 << 20)


class _Connection:
    """One client's connection and the one to its broker."""

    def __init__(self, taken_by, broker):
        self._taken_by, self._broker = taken_by, broker
        self._awaited = {}  # correlation id -> strike that wants its answer

    async def serve(self, reader, writer):
        """Until either side ends it."""
        try:
            to_reader, to_writer = await asyncio.open_connection("127.0.0.1", self._broker)
        except OSError:
            writer.close()
            return
        ways = [asyncio.ensure_future(self._requests(reader, to_writer)),
                asyncio.ensure_future(self._answers(to_reader, writer))]
        await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        for way in ways:
            way.cancel()
        await asyncio.gather(*ways, return_exceptions=True)
        writer.close()
        to_writer.close()

    @staticmethod
    async def _frame(reader):
        (size,) = struct.unpack(">i", await reader.readexactly(4))
        if not 0 <= size <= _LARGEST:
            raise ConnectionError("not Kafka's protocol")
        return await reader.readexactly(size)

    async def _requests(self, reader, writer):
        while True:
            request = await self._frame(reader)
            strike = self._taken_by(request, self._broker)
            if strike:
                await self._strike(strike, request)
            while strike and strike.action == "hold":
                await self._frame(reader)  # until the client hangs up
            writer.write(framed(request))
            await writer.drain()

    async def _strike(self, strike, request):
        if strike.action in ("pass", "drop-answer"):
            self._awaited[request[4:8]] = strike
            return
        strike.met.set()
        if strike.action == "delay":
            await asyncio.sleep(strike.seconds)

    async def _answers(self, reader, writer):
        while True:
            answer = await self._frame(reader)
            strike = self._awaited.pop(answer[:4], None)
            if strike and strike.action == "drop-answer":
                strike.met.set()
                return
            writer.write(framed(answer))
            await writer.drain()
            if strike:
                strike.met.set()
