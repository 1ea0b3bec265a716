"""One server process: started, stopped, killed and frozen by its process id only."""

import os
import random
import signal
import socket
import subprocess
import time


class ServerError(Exception):
    """A server did not start, stop or answer; the message ends with the tail of its log."""


def free_ports(count):
    """Return `count` different loopback ports that nobody listens on.

    They lie below Linux's ephemeral range (32768 and up): a client that retries to connect to a
    killed server's ephemeral port can be given that very port and connect to itself.
    """
    ports = []
    while len(ports) < count:
        port = random.SystemRandom().randrange(10000, 32000)
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
        if port not in ports:
            ports.append(port)
    return ports


def wait_until(ready, what, timeout=180.0, process=None):
    """Call `ready()` until it returns true; OSError counts as "not yet".

    Raises ServerError when `timeout` seconds pass or `process` (a ServerProcess) ends before.
    """
    deadline = time.monotonic() + timeout
    while time.monotonic() < deadline:
        try:
            if ready():
                return
        except OSError:
            pass
        if process is not None and not process.alive:
            raise ServerError(f"{what} ended while it started\n{process.log_tail()}")
        time.sleep(0.02)
    tail = process.log_tail() if process is not None else ""
    raise ServerError(f"{what} was not ready after {timeout:.0f} s\n{tail}")


class ServerProcess:
    """A command that runs until it is stopped; its output goes to `log_path`.

    Unless `outlives_parent`, the kernel kills it when the thread that called start() ends, however
    that happens (prctl's PR_SET_PDEATHSIG, through setpriv of util-linux): start servers from the
    main thread.
    """

    def __init__(self, command, log_path, outlives_parent=False):
        self._command = [str(part) for part in command]
        if not outlives_parent:
            self._command = ["setpriv", "--pdeathsig", "KILL"] + self._command
        self._log_path = str(log_path)
        self._process = None

    @property
    def pid(self):
        """The process id; the same before and after setpriv replaced itself by the server."""
        return self._process.pid

    @property
    def alive(self):
        """Whether the process runs (or is frozen)."""
        return self._process is not None and self._process.poll() is None

    def start(self):
        """Start the process; output is appended to the log. It must not run already."""
        if self.alive:
            raise ServerError(f"{self._command[0]} runs already as process {self.pid}")
        with open(self._log_path, "ab") as log:
            self._process = subprocess.Popen(
                self._command, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                start_new_session=True)  # Ctrl-C at the terminal is for the test, not for us

    def stop(self, timeout=20.0):
        """End it in order (SIGTERM), or by SIGKILL when that takes longer than `timeout`."""
        if not self.alive:
            return
        self.thaw()  # a frozen process cannot handle SIGTERM
        self._process.terminate()
        try:
            self._process.wait(timeout)
        except subprocess.TimeoutExpired:
            self.kill()

    def kill(self):
        """End it as a crash does (SIGKILL); returns when it is gone."""
        if self.alive:
            self._process.kill()
            self._process.wait()

    def freeze(self):
        """Stop it from running without closing its connections (SIGSTOP)."""
        os.kill(self.pid, signal.SIGSTOP)

    def thaw(self):
        """Undo freeze()."""
        os.kill(self.pid, signal.SIGCONT)

    def log_tail(self, lines=20):
        """The last lines of the log, for error messages."""
        with open(self._log_path, encoding="utf-8", errors="replace") as log:
            return "".join(log.readlines()[-lines:])


def run_checked(command, stdin=None):
    """Run a short command and return its output; raise ServerError with its output if it fails."""
    done = subprocess.run([str(part) for part in command], input=stdin, text=True, check=False,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    if done.returncode != 0:
        raise ServerError(f"{command[0]} failed with status {done.returncode}\n{done.stdout}")
    return done.stdout
