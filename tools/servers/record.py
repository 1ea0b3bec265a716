"""Servers that outlive the command which started them: who they are, and how to end them later."""

import json
import os
import pathlib
import signal
import time

_FILE = "servers.json"


def _start_time(pid):
    """When the process started, in ticks since boot; None when there is no such process.

    proc(5): field 22 of /proc/PID/stat, counted behind the command name in parentheses. A zombie
    counts as gone.
    """
    try:
        fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return None
    return None if fields[0] == "Z" else int(fields[19])


def write_record(directory, pids):
    """Remember these processes in `directory`, so that another command can stop them."""
    entries = [{"pid": pid, "started": _start_time(pid)} for pid in pids]
    (pathlib.Path(directory) / _FILE).write_text(json.dumps(entries) + "\n")


def running(directory):
    """The ids of the remembered processes that still run; a reused id is not among them."""
    try:
        entries = json.loads((pathlib.Path(directory) / _FILE).read_text())
    except FileNotFoundError:
        return []
    return [entry["pid"] for entry in entries
            if entry["started"] is not None and _start_time(entry["pid"]) == entry["started"]]


def stop_recorded(directory, timeout=20.0):
    """End the remembered processes in order, by SIGKILL after `timeout`; return their number."""
    pids = running(directory)
    for pid in pids:
        os.kill(pid, signal.SIGCONT)  # a frozen process cannot handle SIGTERM
        os.kill(pid, signal.SIGTERM)
    deadline = time.monotonic() + timeout
    while running(directory) and time.monotonic() < deadline:
        time.sleep(0.05)
    for pid in running(directory):
        os.kill(pid, signal.SIGKILL)
    (pathlib.Path(directory) / _FILE).unlink(missing_ok=True)
    return len(pids)
