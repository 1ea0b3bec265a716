"""What people do wrong on the command line: the exit code and the message for each."""

import os
import re
import subprocess

from integration_case import IntegrationCase

BOUNDED = ("CREATE TABLE t (a INT) WITH ('connector' = 'datagen', 'number-of-rows' = '3',\n"
           "  'fields.a.kind' = 'sequence', 'fields.a.start' = '1', 'fields.a.end' = '3');\n"
           "SELECT * FROM t;\n")
UNBOUNDED = ("CREATE TABLE t (a INT) WITH ('connector' = 'datagen', 'rows-per-second' = '1000');\n"
             "CREATE TABLE p (a INT) WITH ('connector' = 'print');\n")


class CliTest(IntegrationCase):
    """Without servers."""

    def command(self, *arguments, script=None, **more):
        """Run the binary; `script` becomes job.sql first."""
        if script is not None:
            (self.directory / "job.sql").write_bytes(
                script if isinstance(script, bytes) else script.encode())
        return subprocess.run([self.environment.binary("streamsql"), *arguments], text=True,
                              errors="replace",
                              cwd=self.directory, capture_output=True, check=False, timeout=60,
                              stdin=subprocess.DEVNULL, **more)

    def assert_refused(self, pattern, *arguments, script=None):
        """Bad usage: 2, nothing on stdout, and the message."""
        done = self.command(*arguments, script=script)
        self.assertEqual((done.returncode, done.stdout), (2, ""), done.stderr)
        self.assertRegex(done.stderr, pattern)

    def assert_runs(self, script, pattern=r"\| +\+I \| +1 \|"):
        """The job ends with 0 and prints."""
        done = self.command("run", "job.sql", script=script)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertRegex(done.stdout, pattern)

    def test_no_command_or_a_wrong_one(self):
        self.assert_refused("(?i)subcommand is required|no command")
        self.assert_refused("no command 'rnu'(.|\n)*did you mean 'run'", "rnu", "job.sql")

    def test_no_file_a_missing_one_and_a_directory(self):
        self.assert_refused("FILE is required", "run")
        self.assert_refused("Cannot read 'nowhere.sql': No such file", "run", "nowhere.sql")
        self.assert_refused("Cannot read '.': it is a directory", "run", ".")

    def test_two_files(self):
        self.assert_refused("not expected: two.sql", "run", "job.sql", "two.sql", script=BOUNDED)

    def test_a_script_that_does_nothing_says_so(self):
        for script in ("", "\n\n", "-- only a comment\n", UNBOUNDED):
            with self.subTest(script=script):
                done = self.command("run", "job.sql", script=script)
                self.assertEqual((done.returncode, done.stdout), (0, ""))
                self.assertIn("nothing to run", done.stderr)

    def test_the_last_semicolon_may_be_missing(self):
        self.assert_runs("SELECT 1")

    def test_windows_line_ends_and_a_byte_order_mark(self):
        self.assert_runs(b"\xef\xbb\xbf" + BOUNDED.replace("\n", "\r\n").encode())
        self.assert_refused(r"job\.sql:2:2\n(.|\n)* 2 \|  x;\n +\|  \^", "check", "job.sql",
                            script="SELECT\r\n x;\r\n")

    def test_a_file_that_is_not_utf_8(self):
        self.assert_refused("not valid UTF-8(.|\n)*save the file in UTF-8", "run", "job.sql",
                            script=b"\xff\xfeS\0E\0")

    def test_arguments_that_are_no_pairs(self):
        for option in ("--table-option", "-D", "--var"):
            with self.subTest(option=option):
                self.assert_refused(f"{option} foo: expected NAME=VALUE", "run", "job.sql", option,
                                    "foo", script=BOUNDED)

    def test_table_options_of_unknown_tables_and_keys(self):
        self.assert_refused("Unknown option 'number-of-row' (.|\n)*did you mean 'number-of-rows'",
                            "run", "job.sql", "--table-option", "t.number-of-row=1", script=BOUNDED)
        self.assert_refused("a table 'tt' that the script does not declare", "run", "job.sql",
                            "--table-option", "tt.number-of-rows=1", script=BOUNDED)

    def test_a_misspelled_setting_is_warned_about(self):
        done = self.command("run", "job.sql", script="SET 'paralellism.default' = '2'; SELECT 1;")
        self.assertEqual(done.returncode, 0)
        self.assertIn("did you mean 'parallelism.default'", done.stderr)

    def test_values_out_of_range(self):
        for arguments, pattern in [(("--metrics-port", "99999"), "not in range 0 to 65535"),
                                   (("--memory", "lots"), "expected a size"),
                                   (("--log-level", "loud"), "'loud' is not a log level"),
                                   (("--log-file", "/no/such/x"), "Cannot write the log to"),
                                   (("--embedded", "--fixtures", "/no/such"), "not a directory")]:
            with self.subTest(arguments=arguments):
                self.assert_refused(pattern, "run", "job.sql", *arguments, script=BOUNDED)

    def test_state_of_a_checkpoint_is_a_table_everywhere(self):
        script = (BOUNDED.replace("SELECT * FROM t", "SET 'pipeline.name' = 'counted'")
                  + "CREATE TABLE p (k INT, n BIGINT) WITH ('connector' = 'print');\n"
                  "INSERT INTO p SELECT a / 4, COUNT(*) FROM t GROUP BY a / 4;\n")
        done = self.command("run", "job.sql", script=script)
        self.assertEqual(done.returncode, 0, done.stderr)
        shown = self.command("checkpoints", "show", "counted").stdout
        self.assertRegex(shown, r"operator +GroupAggregate\(by=\[.*\n.*key \(INT\)")
        self.assertRegex(shown, r"keys: .* INT\n +values: COUNT\(\*\) BIGINT")
        query = "SELECT * FROM checkpoint_state('counted', 'GroupAggregate');\n"
        self.assert_runs(query, r"\| +\+I \| +0 \| +3 \| +3 \|")
        shell = self.command("shell", "-e", query)
        self.assertRegex(shell.stdout, r"\| +0 \| +3 \| +3 \|", shell.stderr)
        into = ("CREATE TABLE p (k INT, n BIGINT, m BIGINT) WITH ('connector' = 'print');\n"
                "INSERT INTO p " + query)
        preview = self.command("preview", "job.sql", script=into)
        self.assertRegex(preview.stdout, r"\| +0 \| +3 \| +3 \|", preview.stderr)
        self.assert_refused(r"did you mean 'GroupAggregate'\? Operators with state: ",
                            "run", "job.sql", script=query.replace("Group", "Gruop"))

    def test_a_reader_that_goes_stops_the_job(self):
        for query in ("SELECT * FROM t;", "INSERT INTO p SELECT * FROM t;"):
            with self.subTest(query=query):
                (self.directory / "job.sql").write_text(UNBOUNDED + query)
                binary = self.environment.binary("streamsql")
                with subprocess.Popen([binary, "run", "job.sql"], stdout=subprocess.PIPE,
                                      stderr=subprocess.PIPE, text=True,
                                      cwd=self.directory) as job:
                    job.stdout.readline()
                    job.stdout.close()
                    try:
                        self.assertEqual(job.wait(60), 0)
                    finally:
                        job.kill()
                    self.assertIn("nobody reads standard output", job.stderr.read())

    def test_a_full_disk_is_an_error(self):
        (self.directory / "job.sql").write_text(BOUNDED)
        with open("/dev/full", "wb") as full:
            done = subprocess.run([self.environment.binary("streamsql"), "run", "job.sql"],
                                  stdout=full, stderr=subprocess.PIPE, text=True, check=False,
                                  cwd=self.directory, timeout=60)
        self.assertNotEqual(done.returncode, 0)
        self.assertIn("No space left on device", done.stderr)


class FiguresTest(IntegrationCase):
    """What the summary and the metrics say."""

    SQL = ("CREATE TABLE t (a INT) WITH ('connector' = 'datagen', 'number-of-rows' = '1000',\n"
           "  'fields.a.kind' = 'sequence', 'fields.a.start' = '1', 'fields.a.end' = '1000');\n"
           "CREATE TABLE b (a INT) WITH ('connector' = 'blackhole');\n"
           "INSERT INTO b SELECT a FROM t WHERE a > 100 AND a <= 900;\n")

    def test_records_are_counted_once_and_rejected_ones_by_conjunct(self):
        text = self.streamsql(self.SQL).stderr
        self.assertRegex(text, r"records +1,000 in, 800 out")
        self.assertRegex(text, r"rejected +100 by \(?a > 100")
        self.assertRegex(text, r"rejected +100 by \(?a <= 900")

    def test_records_of_kafka_are_counted_once(self):
        topic = self.topic(partitions=3)
        self.kafka_tool().generate(topic, 5000)
        text = self.streamsql(f"""
            CREATE TABLE t (pboxid STRING) WITH ('connector' = 'kafka', 'topic' = '{topic}',
              'properties.bootstrap.servers' = '{self.kafka.bootstrap}', 'format' = 'json',
              'scan.startup.mode' = 'earliest-offset', 'scan.bounded.mode' = 'latest-offset');
            CREATE TABLE b (a STRING) WITH ('connector' = 'blackhole');
            INSERT INTO b SELECT pboxid FROM t;""").stderr
        self.assertRegex(text, r"records +5,000 in, 5,000 out")


class SecretsTest(IntegrationCase):
    """A password appears in no output, whatever happens."""

    SECRET = "s3cr3t-Pa55"

    def job(self, url=None):
        """A script with secrets in every place that takes one."""
        self.mariadb.sql("CREATE TABLE IF NOT EXISTS d (id VARCHAR(20) PRIMARY KEY)")
        url = url or self.mariadb.url
        return f"""
            CREATE TABLE i (id STRING, p AS PROCTIME()) WITH ('connector' = 'kafka',
              'topic' = 'nowhere', 'format' = 'json',
              'properties.bootstrap.servers' = '{self.kafka.bootstrap}',
              'properties.sasl.jaas.config' = 'org.apache.kafka.common.security.plain.'
              'PlainLoginModule required username="u" password="{self.SECRET}";',
              'scan.startup.mode' = 'earliest-offset', 'scan.bounded.mode' = 'latest-offset');
            CREATE TABLE d (id STRING PRIMARY KEY NOT ENFORCED) WITH ('connector' = 'jdbc',
              'url' = '{url}', 'table-name' = 'd', 'username' = '{self.mariadb.user}',
              'password' = '{self.SECRET}');
            CREATE TABLE u (id STRING PRIMARY KEY NOT ENFORCED) WITH ('connector' = 'jdbc',
              'url' = '{url}?user=x&password={self.SECRET}', 'table-name' = 'd');
            CREATE TABLE b (id STRING) WITH ('connector' = 'blackhole');
            """.replace("'\n              'PlainLogin", "PlainLogin")

    def outputs(self, command, sql, *arguments):
        """Everything that a run prints or writes, in the test's directory."""
        (self.directory / "job.sql").write_text(sql, encoding="utf-8")
        done = subprocess.run([self.environment.binary("streamsql"), command, "job.sql",
                               *arguments], cwd=self.directory, capture_output=True, text=True,
                              check=False, timeout=60, env={**os.environ, "PW": self.SECRET})
        log = self.directory / "log"
        return done.stdout + done.stderr + (log.read_text() if log.exists() else "")

    def assert_kept(self, text):
        """The secret is not there, nor in the usual encodings."""
        self.assertNotEqual(text, "")
        for form in (self.SECRET, self.SECRET.encode().hex(), re.escape(self.SECRET)):
            self.assertNotIn(form, text)

    def test_in_logs_and_errors_of_runs(self):
        for table in ("i", "d", "u"):
            with self.subTest(table=table):
                text = self.outputs("run", self.job() + f"INSERT INTO b SELECT id FROM {table};",
                                    "--log-level", "trace", "--log-file", "log", "--verbose")
                self.assertIn("error", text)
                self.assert_kept(text)

    def test_in_explain_and_check(self):
        query = ("INSERT INTO b SELECT i.id FROM i JOIN d FOR SYSTEM_TIME AS OF i.p ON i.id = d.id "
                 "JOIN u FOR SYSTEM_TIME AS OF i.p ON i.id = u.id;")
        self.assert_kept(self.outputs("explain", self.job() + query))
        self.assert_kept(self.outputs("explain", self.job() + query, "--format", "json"))
        self.assert_kept(self.outputs("check", self.job() + query))

    def test_in_the_source_line_of_an_error(self):
        for wrong in (f"'pasword' = '{self.SECRET}'", f"'password' = '{self.SECRET}' 'x' = 'y'",
                      f"'password' = '{self.SECRET}', 'x' = 'y'",
                      f"'password' = '{self.SECRET}', 'lookup.max-retries' = 'z'",
                      f"'url' = 'jdbc:mysql://h/d?password={self.SECRET}&x=y', 'table' = 'd'",
                      f"'password' = '{self.SECRET}"):
            with self.subTest(wrong=wrong.replace(self.SECRET, "…")):
                sql = ("CREATE TABLE d (id STRING) WITH ('connector' = 'jdbc', "
                       "'table-name' = 'd', 'url' = 'jdbc:mysql://h/d', " + wrong + ");\n"
                       "SELECT * FROM d;")
                self.assert_kept(self.outputs("check", sql))

    def test_in_show_create_table_and_describe(self):
        text = self.outputs("run", self.job() + "SHOW CREATE TABLE d; SHOW CREATE TABLE u; "
                            "SHOW CREATE TABLE i; DESCRIBE d;")
        self.assertIn("CREATE TABLE", text)
        self.assert_kept(text)

    def test_of_a_variable(self):
        sql = self.job().replace(self.SECRET, "${env:PW}")
        self.assert_kept(self.outputs("run", sql + "SELECT * FROM d; SELECT '${env:PW}x' + ;"))

    def test_of_a_table_option(self):
        text = self.outputs("run", self.job().replace(self.SECRET, "x") + "SELECT * FROM d;",
                            "--table-option", f"d.password={self.SECRET}", "--log-level", "trace")
        self.assert_kept(text)
