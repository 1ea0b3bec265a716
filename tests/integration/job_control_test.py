"""Running jobs that are spoken to, what their ends leave behind, and the jobs of a shell."""

import os
import re
import signal
import stat
import subprocess

from integration_case import IntegrationCase
from servers.process import wait_until

# Rows of a generator that goes on, into files that appear with their checkpoint.
TICKS = """
SET 'execution.checkpointing.interval' = '50 ms';
SET 'pipeline.name' = 'ticks';
{settings}
CREATE TABLE src (id BIGINT) WITH ('connector' = 'datagen', 'rows-per-second' = '200',
  'fields.id.kind' = 'sequence', 'fields.id.start' = '1', 'fields.id.end' = '1000000');
CREATE TABLE dst (id BIGINT) WITH ('connector' = 'filesystem', 'path' = '{path}',
  'format' = 'csv');
INSERT INTO dst SELECT id FROM src;
"""


class JobCase(IntegrationCase):
    """Jobs without servers, in a state directory of the test's own."""

    def command(self, *arguments, **more):
        """Run the binary to its end."""
        return subprocess.run([self.environment.binary("streamsql"), *arguments], text=True,
                              cwd=self.directory, capture_output=True, check=False, timeout=60,
                              **{"stdin": subprocess.DEVNULL, **more})

    @property
    def job(self):
        """The job's directory."""
        return self.directory / "state" / "streamsql" / "ticks"

    def decided(self):
        """The number of the last checkpoint that was decided."""
        return int((self.job / "DECIDED").read_text(encoding="ascii").split()[0])

    def checkpoints(self):
        """What is left of them."""
        return sorted(path.name for path in self.job.glob("chk-*"))

    def start(self, settings="", *arguments):
        """Start the job and wait for a few checkpoints."""
        sql = TICKS.format(settings=settings, path=self.directory / "out-files")
        process = self.start_streamsql(sql, *arguments)
        before = self.decided() if self.job.exists() else 0
        wait_until(lambda: self.decided() > before + 2, "checkpoints")
        return process

    def ids(self):
        """What is in the sink's visible files, in order."""
        found = []
        for path in (self.directory / "out-files").rglob("*"):
            if path.is_file() and not path.name.startswith((".", "_")):
                found += [int(line) for line in path.read_text(encoding="ascii").splitlines()]
        return sorted(found)

    def check_without_gaps(self):
        """Every number from 1 on, once."""
        found = self.ids()
        self.assertGreater(len(found), 0)
        self.assertEqual(found, list(range(1, len(found) + 1)))


class ControlTest(JobCase):
    """stop, savepoint, why."""

    def test_the_socket_is_for_its_owner_alone_and_gone_with_the_job(self):
        process = self.start()
        mode = os.stat(self.job / "CONTROL").st_mode
        self.assertTrue(stat.S_ISSOCK(mode))
        self.assertEqual(stat.S_IMODE(mode), 0o600)
        self.assertEqual(stat.S_IMODE(os.stat(self.job).st_mode), 0o700)
        process.send_signal(signal.SIGINT)
        self.assertEqual(process.wait(60), 0)
        self.assertFalse((self.job / "CONTROL").exists())
        done = self.command("why", "ticks")
        self.assertNotEqual(done.returncode, 0)
        self.assertIn("No process runs the job", done.stderr)

    def test_why_tells_what_each_task_does(self):
        self.start()
        done = self.command("why", "ticks")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertRegex(done.stdout, r"^checkpoint: (none is under way|under way for \d+ ms)")
        self.assertRegex(done.stdout, r"TableSourceScan.*: (works|waits for input|is held back)")

    def test_a_job_that_is_unknown_is_named_with_those_that_are_there(self):
        self.start()
        done = self.command("stop", "tocks")
        self.assertNotEqual(done.returncode, 0)
        self.assertIn("There is no job directory 'tocks'", done.stderr)
        self.assertIn("jobs here: ticks", done.stderr)

    def test_stop_delivers_everything_and_the_next_start_goes_on(self):
        process = self.start()
        done = self.command("stop", "ticks")
        self.assertEqual((done.returncode, done.stdout), (0, "stopped\n"), done.stderr)
        self.assertEqual(process.wait(60), 0)
        before = len(self.ids())
        self.check_without_gaps()
        process = self.start()
        self.assertEqual(self.command("stop", "ticks").returncode, 0)
        self.assertEqual(process.wait(60), 0)
        self.check_without_gaps()
        self.assertGreater(len(self.ids()), before)

    def test_a_savepoint_is_taken_while_the_job_goes_on_and_begins_another_job(self):
        process = self.start()
        done = self.command("savepoint", "ticks", "saved")
        self.assertEqual(done.returncode, 0, done.stderr)
        path = done.stdout.strip()
        self.assertTrue(path.startswith(str(self.directory / "saved")), path)
        self.assertEqual(self.command("checkpoints", "verify", path).returncode, 0)
        self.assertIsNone(process.poll())
        before = self.decided()
        wait_until(lambda: self.decided() > before, "another checkpoint")
        self.assertEqual(self.command("stop", "ticks").returncode, 0)
        self.assertEqual(process.wait(60), 0)

    def test_stop_with_a_savepoint_ends_the_job_with_it(self):
        process = self.start()
        done = self.command("stop", "ticks", "--savepoint", "saved")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(process.wait(60), 0)
        self.assertEqual(self.command("checkpoints", "verify", done.stdout.strip()).returncode, 0)
        self.check_without_gaps()


DELETE = ("SET 'execution.checkpointing.externalized-checkpoint-retention' = "
          "'DELETE_ON_CANCELLATION';")


class RetentionTest(JobCase):
    """'execution.checkpointing.externalized-checkpoint-retention'."""

    def test_checkpoints_are_kept_unless_the_user_wants_them_deleted(self):
        process = self.start()
        process.send_signal(signal.SIGINT)
        self.assertEqual(process.wait(60), 0)
        self.assertEqual(len(self.checkpoints()), 1)

    def test_a_job_that_is_stopped_deletes_them_and_begins_afresh(self):
        process = self.start(DELETE)
        process.send_signal(signal.SIGINT)
        self.assertEqual(process.wait(60), 0)
        self.assertEqual(self.checkpoints(), [])
        first = self.ids()
        process = self.start(DELETE)
        self.assertEqual(self.command("stop", "ticks").returncode, 0)
        self.assertEqual(process.wait(60), 0)
        self.assertEqual(self.checkpoints(), [])
        second = self.ids()
        self.assertGreater(len(second), len(first))
        self.assertEqual(second.count(1), 2)  # it has begun with the first number again

    def test_a_savepoint_or_a_crash_keeps_them(self):
        process = self.start(DELETE)
        process.kill()
        process.wait()
        self.assertGreaterEqual(len(self.checkpoints()), 1)
        process = self.start(DELETE)
        self.assertEqual(self.command("stop", "ticks", "--savepoint", "saved").returncode, 0)
        self.assertEqual(process.wait(60), 0)
        self.assertEqual(len(self.checkpoints()), 1)
        self.check_without_gaps()


SHELL_JOB = """
{name}
CREATE TABLE src (id BIGINT) WITH ('connector' = 'datagen', 'number-of-rows' = '{rows}',
  'fields.id.kind' = 'sequence', 'fields.id.start' = '1', 'fields.id.end' = '{rows}');
CREATE TABLE dst (id BIGINT) WITH ('connector' = 'filesystem', 'path' = '{path}',
  'format' = 'csv');
INSERT INTO dst SELECT id FROM src;
"""


class ShellJobTest(JobCase):
    """Jobs that a shell has started take checkpoints as those of `run`."""

    def shell(self, sql):
        """Run a script in the shell."""
        (self.directory / "shell.sql").write_text(sql, encoding="utf-8")
        done = self.command("shell", "-f", "shell.sql")
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        return done.stdout

    def test_an_insert_says_so_and_leaves_nothing_behind(self):
        out = self.shell(SHELL_JOB.format(name="", rows=100, path=self.directory / "out-files"))
        self.assertIn("checkpoints every 1 s in", out)
        self.check_without_gaps()
        self.assertEqual(len(self.ids()), 100)
        self.assertEqual(list((self.directory / "state" / "streamsql").iterdir()), [])

    def test_a_job_with_a_name_keeps_its_directory(self):
        self.shell(SHELL_JOB.format(name="SET 'pipeline.name' = 'ticks';", rows=100,
                                    path=self.directory / "out-files"))
        self.assertEqual(len(self.checkpoints()), 1)

    def test_without_an_interval_it_takes_none(self):
        out = self.shell(SHELL_JOB.format(name="SET 'execution.checkpointing.interval' = '0';",
                                          rows=100, path=self.directory / "out-files"))
        self.assertNotIn("checkpoints every", out)
        self.assertEqual(len(self.ids()), 100)

    def test_a_query_whose_state_is_larger_than_memory_uses_the_disk(self):
        temporary = self.directory / "tmp"
        temporary.mkdir()
        sql = ("CREATE TABLE src (id BIGINT) WITH ('connector' = 'datagen', "
               "'number-of-rows' = '1500000', 'rows-per-second' = '10000000', "
               "'fields.id.kind' = 'sequence', 'fields.id.start' = '1', "
               "'fields.id.end' = '1500000');\n"
               "SELECT id, n FROM (SELECT MOD(id, 750000) AS id, COUNT(*) AS n FROM src "
               "GROUP BY MOD(id, 750000)) WHERE n = 2 AND id + n > 749997;")
        (self.directory / "shell.sql").write_text(sql, encoding="utf-8")
        done = self.command("shell", "-f", "shell.sql", "--memory", "64m",
                            env={**os.environ, "TMPDIR": str(temporary)})
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertEqual(sorted(int(row) for row in re.findall(r"\| \+.\D+(74999\d)", done.stdout)),
                         [749996, 749997, 749998, 749999])
        self.assertEqual(list(temporary.iterdir()), [])


WINDOWS = """
SET 'execution.checkpointing.interval' = '50 ms';
SET 'pipeline.name' = 'ticks';
SET 'parallelism.default' = '1';
CREATE TABLE src (ts TIMESTAMP(3), WATERMARK FOR ts AS ts) WITH ('connector' = 'filesystem',
  'path' = '{directory}/in', 'format' = 'csv', 'source.monitor-interval' = '50 ms');
CREATE TABLE dst (opened TIMESTAMP(3), n BIGINT) WITH ('connector' = 'filesystem',
  'path' = '{directory}/windows', 'format' = 'csv');
INSERT INTO dst SELECT window_start, COUNT(*)
FROM TABLE(TUMBLE(TABLE src, DESCRIPTOR(ts), INTERVAL '10' SECOND))
GROUP BY window_start, window_end;
"""


class LateRowTest(JobCase):
    """A row that is late stays late behind a kill, where watermarks are made behind the source."""

    def add(self, name, *seconds):
        """Another file of the source; it is seen whole."""
        (self.directory / "in").mkdir(exist_ok=True)
        hidden = self.directory / "in" / f".{name}"
        hidden.write_text("".join(f"2024-01-01 00:00:{s:02}\n" for s in seconds), encoding="ascii")
        hidden.rename(self.directory / "in" / name)

    def windows(self):
        """Lines of the sink's visible files."""
        lines = []
        for path in (self.directory / "windows").rglob("*"):
            if path.is_file() and not path.name.startswith((".", "_")):
                lines += path.read_text(encoding="ascii").splitlines()
        return sorted(lines)

    def test_its_window_does_not_fire_again(self):
        sql = WINDOWS.format(directory=self.directory)
        self.add("a.csv", 1, 3, 12)
        process = self.start_streamsql(sql)
        wait_until(lambda: len(self.windows()) == 1, "the first window")
        process.kill()
        process.wait()
        self.add("b.csv", 2, 4, 25)
        process = self.start_streamsql(sql)
        wait_until(lambda: len(self.windows()) >= 2, "the second window")
        process.send_signal(signal.SIGINT)
        self.assertEqual(process.wait(60), 0)
        self.assertEqual([line.replace("\"", "") for line in self.windows()],
                         ["2024-01-01 00:00:00,2", "2024-01-01 00:00:10,1"])


class MiniBatchTest(JobCase):
    """'table.exec.mini-batch.*': a group changes once for all rows that were gathered."""

    SQL = "SELECT k, COUNT(*) AS n FROM (VALUES ('a'), ('b'), ('a'), ('a')) AS t (k) GROUP BY k;"

    def rows(self, settings=""):
        """What is printed."""
        (self.directory / "job.sql").write_text(settings + self.SQL, encoding="utf-8")
        done = self.command("run", "job.sql", "--quiet")
        self.assertEqual(done.returncode, 0, done.stderr)
        return [[cell.strip() for cell in line.split("|")[1:-1]]
                for line in done.stdout.splitlines()
                if line.startswith("| ") and " op " not in line]

    def test_without_them_every_row_changes_its_group(self):
        self.assertEqual(len(self.rows()), 6)

    def test_with_them_each_group_is_sent_once(self):
        rows = self.rows("SET 'table.exec.mini-batch.enabled' = 'true';"
                         "SET 'table.exec.mini-batch.allow-latency' = '1 d';"
                         "SET 'table.exec.mini-batch.size' = '1000';")
        self.assertEqual(sorted(rows), [["+I", "a", "3"], ["+I", "b", "1"]])
