#!/usr/bin/env python3
"""The steps of tools/check, one after the other, and what they add up to."""
import argparse
import pathlib
import re
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
PLAIN = re.compile(r"^(?:\w+: )?(\d+) passed, (\d+) failed(?:, (\d+) skipped)?$", re.M)
CTEST = re.compile(r"(\d+)% tests passed, (\d+) tests failed out of (\d+)")


class Check:
    """Runs steps one after the other and adds up what they report."""

    def __init__(self):
        self.passed, self.failed, self.skipped = 0, 0, 0
        self.rows = []

    def step(self, name, *command, required=False):
        """Run a command with its output shown; a failing required step ends the check."""
        print(f"\n=== {name}: {' '.join(str(part) for part in command)}", flush=True)
        begin = time.monotonic()
        status, output = self._run(command)
        seconds = time.monotonic() - begin
        self._count(status, output)
        self.rows.append((name, status, seconds))
        print(f"=== {name}: {'ok' if status == 0 else f'FAILED ({status})'}, {seconds:.0f} s",
              flush=True)
        if required and status != 0:
            self.finish()

    @staticmethod
    def _run(command):
        """Status and output; the output is passed on line by line."""
        lines = []
        with subprocess.Popen([str(part) for part in command], cwd=ROOT, text=True,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                              stdin=subprocess.DEVNULL, errors="replace") as process:
            for line in process.stdout:
                sys.stdout.write(line)
                sys.stdout.flush()
                lines.append(line)
        return process.returncode, "".join(lines)

    def _count(self, status, output):
        """Tests by the runner's own closing line; a step without one is a single test."""
        plain, ctest = PLAIN.findall(output), CTEST.search(output)
        if ctest:
            failed, total = int(ctest[2]), int(ctest[3])
            passed = total - failed
        elif plain:
            passed, failed = int(plain[-1][0]), int(plain[-1][1])
            self.skipped += int(plain[-1][2] or 0)
        else:
            passed, failed = int(status == 0), int(status != 0)
        self.passed += passed
        self.failed += max(failed, int(status != 0))

    def finish(self):
        """Print the summary and exit."""
        print("\n=== summary")
        for name, status, seconds in self.rows:
            print(f"{'ok  ' if status == 0 else 'FAIL'} {seconds:7.0f} s  {name}")
        skipped = f", {self.skipped} skipped" if self.skipped else ""
        print(f"{self.passed} passed, {self.failed} failed{skipped}", flush=True)
        sys.exit(1 if self.failed or self.passed == 0 else 0)


def ctest(build):
    """The unit and SQL tests of one build, each failing test with its output."""
    return ("ctest", "--test-dir", build, "--output-on-failure", "-j2")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--full", action="store_true")
    arguments = parser.parse_args()
    check = Check()
    check.step("tidy", "tests/tidy/tidy")
    check.step("build", "tools/build", "release", "all", required=True)
    check.step("unit and SQL tests", *ctest("build"))
    check.step("sample jobs", "build/streamsql", "test", *sorted(
        path.parent for path in ROOT.glob("sql-examples/*/job.sql")))
    if not arguments.quick:
        check.step("build with ASan and UBSan", "tools/build", "asan", "all")
        check.step("unit and SQL tests with ASan and UBSan", *ctest("build-asan"))
        check.step("integration", "tests/integration/run")
        check.step("killed jobs: every place, and at random", "tools/torture", "--pipeline",
                   "every", "--every-hook", "--random", "50")
    if arguments.full:
        check.step("build with TSan", "tools/build", "tsan", "all")
        check.step("unit and SQL tests with TSan", *ctest("build-tsan"))
        check.step("mutations", "tests/mutations/run")
        check.step("state of 20 times the memory", "tests/memory/run", "--budget", "512",
                   "--times", "20")
        for pipeline in ("aggregate", "mysql", "files", "all"):
            check.step(f"killed jobs: {pipeline}", "tools/torture", "--pipeline", pipeline,
                       "--kills", "50")
        for fault in ("freeze", "down", "zombie", "marker-lost", "proxy-delay",
                      "proxy-drop-answer", "proxy-hold", "proxy-duplicate"):
            check.step(f"jobs and a fault: {fault}", "tools/torture", "--pipeline", "every",
                       "--fault", fault, "--every-hook")
        for fault in ("broker-kill", "broker-freeze", "database-kill", "connection-kill",
                      "deadlock", "lock-wait"):
            check.step(f"servers and a fault: {fault}", "tools/torture", "--pipeline", "every",
                       "--fault", fault, "--kills", "5")
        check.step("three brokers whose leaders move", "tools/torture", "--pipeline", "every",
                   "--fault", "leader-move", "--nodes", "3", "--kills", "20")
        check.step("killed jobs: one epoch after the other", "tools/torture", "--pipeline",
                   "aggregate", "--sequential", "--every-hook")
    check.finish()


if __name__ == "__main__":
    main()
