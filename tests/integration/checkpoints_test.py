"""Damaged checkpoints and full disks, with the binary itself. Without servers."""

import os
import random
import shutil
import signal
import subprocess
import time
import unittest

from integration_case import IntegrationCase

ROWS = 40000
JOB = """
SET 'pipeline.name' = 'job';
SET 'execution.checkpointing.interval' = '50 ms';
SET 'restart-strategy.type' = 'exponential-delay';
SET 'restart-strategy.exponential-delay.initial-backoff' = '20 ms';
SET 'restart-strategy.exponential-delay.max-backoff' = '100 ms';
CREATE TABLE numbers (n BIGINT) WITH ('connector' = 'datagen', 'number-of-rows' = '{rows}',
  'rows-per-second' = '{rate}', 'fields.n.kind' = 'sequence', 'fields.n.start' = '1',
  'fields.n.end' = '{rows}');
CREATE TABLE files (n BIGINT, seen BIGINT) WITH ('connector' = 'filesystem', 'path' = '{path}',
  'format' = 'csv');
CREATE TABLE totals (k BIGINT, n BIGINT) WITH ('connector' = 'blackhole');
EXECUTE STATEMENT SET BEGIN
INSERT INTO files SELECT n, n * 2 FROM numbers;
INSERT INTO totals SELECT n % 1000, COUNT(*) FROM numbers GROUP BY n % 1000;
END;
"""


class CheckpointsTest(IntegrationCase):
    """The job directory is state/streamsql/job below the test's directory."""

    @property
    def job(self):
        """The job's directory."""
        return self.directory / "state" / "streamsql" / "job"

    def sql(self, rows=ROWS, rate=20000):
        """The job's script."""
        return JOB.format(rows=rows, rate=rate, path=self.directory / "files")

    def numbers(self):
        """What the files sink holds, sorted."""
        rows = []
        for path in (self.directory / "files").glob("part-*"):
            rows += [int(line.split(",")[0]) for line in path.read_text().splitlines()]
        return sorted(rows)

    def checkpoints(self, *arguments):
        """`streamsql checkpoints ARGUMENTS...`."""
        return subprocess.run([self.environment.binary("streamsql"), "checkpoints", *arguments],
                              capture_output=True, text=True, check=False, timeout=60)

    def wait_for(self, condition, process=None):
        """Poll until it holds; fails when the process ends before or a minute is over."""
        deadline = time.monotonic() + 60
        while not condition():
            self.assertLess(time.monotonic(), deadline, self.errors())
            if process:
                self.assertIsNone(process.poll(), self.errors())
            time.sleep(0.02)

    def errors(self):
        """What the started job has said."""
        return (self.directory / "err").read_text()

    def newest(self):
        """The checkpoint that DECIDED names."""
        number, uuid = (self.job / "DECIDED").read_text().split()[:2]
        return self.job / f"chk-{number}-{uuid}"

    def killed_job(self):
        """Run the job, and kill it when it has a few checkpoints."""
        process = self.start_streamsql(self.sql())
        self.wait_for(lambda: (self.job / "DECIDED").exists() and
                      int((self.job / "DECIDED").read_text().split()[0]) > 3, process)
        process.send_signal(signal.SIGKILL)
        process.wait()

    def test_damage_is_refused_with_the_file_the_cure_and_exit_code_1(self):
        self.killed_job()
        whole = self.directory / "whole"
        shutil.copytree(self.job, whole, ignore=shutil.ignore_patterns("CONTROL"))
        names = sorted(path.relative_to(self.newest()) for path in self.newest().rglob("*")
                       if path.is_file())
        for seed, name in enumerate(names * 2):
            damage = ("flip", "cut", "delete")[seed % 3]
            with self.subTest(name=str(name), damage=damage):
                shutil.rmtree(self.job)
                shutil.copytree(whole, self.job)
                self.damage(self.newest() / name, damage, random.Random(seed))
                before = self.numbers()
                done = self.streamsql(self.sql(), check=False)
                self.assertEqual(done.returncode, 1, done.stderr)
                self.assertIn("error[E6103]", done.stderr)
                self.assertIn(str(name), done.stderr)
                self.assertIn("hint: restore the job directory from a copy", done.stderr)
                self.assertEqual(self.numbers(), before)
                verdict = self.checkpoints("verify", "job")
                self.assertEqual(verdict.returncode, 1)
                self.assertIn(f"{self.newest().name}: DAMAGED", verdict.stdout)
                self.assertIn(str(name), verdict.stdout)
        shutil.rmtree(self.job)
        shutil.copytree(whole, self.job)
        self.assertEqual(self.checkpoints("verify", "job").returncode, 0)
        self.streamsql(self.sql())
        self.assertEqual(self.numbers(), list(range(1, ROWS + 1)))

    @staticmethod
    def damage(path, kind, chance):
        """Flip a bit, cut the file short, or delete it."""
        data = bytearray(path.read_bytes())
        if kind == "flip":
            data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
        if kind == "delete":
            path.unlink()
        else:
            path.write_bytes(data if kind == "flip" else data[:chance.randrange(len(data))])

    def test_a_job_whose_disk_is_full_goes_on_when_there_is_room(self):
        disk = self.directory / "state"
        disk.mkdir()
        if os.geteuid() != 0 or subprocess.run(
                ["mount", "-t", "tmpfs", "-o", "size=48m", "tmpfs", disk], check=False,
                capture_output=True).returncode != 0:
            raise unittest.SkipTest("no right to mount a small disk")
        self.addCleanup(subprocess.run, ["umount", "--lazy", disk], check=True)
        process = self.start_streamsql(self.sql(rows=60000, rate=15000))
        filler = disk / "filler"
        for _ in range(3):
            self.wait_for(lambda: (self.job / "DECIDED").exists(), process)
            failures = self.errors().count("No space left on device")
            self.fill(filler)
            self.wait_for(lambda before=failures:
                          self.errors().count("No space left on device") > before, process)
            filler.unlink(missing_ok=True)
            decided = (self.job / "DECIDED").read_text()
            self.wait_for(lambda before=decided: (self.job / "DECIDED").read_text() != before,
                          process)
        self.assertEqual(process.wait(60), 0, self.errors())
        self.assertEqual(self.numbers(), list(range(1, 60001)))
        self.assertEqual(self.checkpoints("verify", "job").returncode, 0)

    @staticmethod
    def fill(path):
        """Take all the room there is."""
        try:
            with open(path, "wb", buffering=0) as file:
                while True:
                    file.write(bytes(4096))
        except OSError:
            pass
