"""The jdbc connector against real MariaDB servers."""

import os
import pathlib
import subprocess
import tempfile

from integration_case import IntegrationCase
from servers import MariaDb
from servers.process import wait_until
from servers.tls import Certificates


def url_of(database, parameters=""):
    """The URL with user and password in it."""
    return f"{database.url}?user={database.user}&password={database.password}{parameters}"


class JdbcServerTest(IntegrationCase):
    """The connector's own C++ tests."""

    def _run(self, url, *arguments):
        return subprocess.run([self.environment.binary("tests/jdbc_server_test"), *arguments],
                              env={**os.environ, "STREAMSQL_TEST_MYSQL": url},
                              capture_output=True, text=True, timeout=120, check=False)

    def test_the_connector_s_own_tests_pass(self):
        done = self._run(url_of(self.mariadb))
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertIn("Status: SUCCESS!", done.stdout)

    def test_tls_is_verified_when_it_is_asked_for(self):
        with tempfile.TemporaryDirectory() as directory:
            certificates = Certificates(pathlib.Path(directory) / "tls")
            with MariaDb(options=[f"--ssl-cert={certificates.path('broker.pem')}",
                                  f"--ssl-key={certificates.path('broker.pem')}",
                                  f"--ssl-ca={certificates.path('ca.pem')}",
                                  "--require-secure-transport=ON"]) as database:
                self._check_tls(database, certificates)

    def _check_tls(self, database, certificates):
        trust = "&trustCertificateKeyStoreType=PEM&trustCertificateKeyStoreUrl=file:"
        ours, other = certificates.path("ca.pem"), certificates.path("other-ca.pem")
        cases = [("&sslMode=VERIFY_IDENTITY" + trust + ours, True),
                 ("&sslMode=VERIFY_CA" + trust + ours, True),
                 ("&useSSL=true" + trust + ours, True),
                 ("&sslMode=REQUIRED", True),
                 ("&useSSL=true&verifyServerCertificate=false", True),
                 ("&sslMode=VERIFY_IDENTITY" + trust + other, False),
                 ("&sslMode=VERIFY_CA" + trust + other, False),
                 ("&useSSL=true", False),
                 ("&sslMode=VERIFY_CA", False),
                 ("", False)]
        for parameters, connects in cases:
            with self.subTest(parameters=parameters.replace(ours, "ca.pem")):
                done = self._run(url_of(database, parameters),
                                 "--test-case=a bounded scan reads the columns wanted and ends")
                self.assertEqual(done.returncode == 0, connects, done.stdout)

    def test_the_name_in_the_certificate_must_be_the_host_s(self):
        with tempfile.TemporaryDirectory() as directory:
            certificates = Certificates(pathlib.Path(directory) / "tls")
            pem = certificates.path("wrong-name.pem")
            trust = ("&trustCertificateKeyStoreUrl=file:" + certificates.path("ca.pem"))
            with MariaDb(options=[f"--ssl-cert={pem}", f"--ssl-key={pem}"]) as database:
                for mode, connects in (("VERIFY_CA", True), ("VERIFY_IDENTITY", False)):
                    done = self._run(url_of(database, f"&sslMode={mode}{trust}"),
                                     "--test-case=a bounded scan reads the columns wanted and ends")
                    self.assertEqual(done.returncode == 0, connects, done.stdout)


class JdbcJobTest(IntegrationCase):
    """Jobs of streamsql with jdbc tables."""

    def _options(self, database, table, more=None):
        options = {"connector": "jdbc", "url": database.url, "table-name": table,
                   "username": database.user, "password": database.password, **(more or {})}
        return ", ".join(f"'{key}' = '{value}'" for key, value in options.items())

    def test_a_bounded_scan_is_copied_to_another_table(self):
        self.mariadb.sql("CREATE TABLE original (id INT PRIMARY KEY, name VARCHAR(20));"
                         "CREATE TABLE copied LIKE original;"
                         "INSERT INTO original VALUES (1, 'ä'), (2, NULL), (3, 'c')")
        self.streamsql(f"""
            CREATE TABLE original (id INT, name STRING)
                WITH ({self._options(self.mariadb, 'original')});
            CREATE TABLE copied (id INT, name STRING, PRIMARY KEY (id) NOT ENFORCED)
                WITH ({self._options(self.mariadb, 'copied')});
            INSERT INTO copied SELECT id, UPPER(name) FROM original WHERE id < 3;""")
        self.assertEqual(self.mariadb.sql("SELECT * FROM copied ORDER BY id"),
                         [["1", "Ä"], ["2", "NULL"]])

    def test_a_lookup_finds_what_the_collation_finds(self):
        self.mariadb.sql("CREATE TABLE dim (k VARCHAR(20) PRIMARY KEY, v INT);"
                         "INSERT INTO dim VALUES ('a', 1), ('b', 2)")
        (self.directory / "probe.csv").write_text("A\nx\nb\n", encoding="utf-8")
        done = self.streamsql(f"""
            CREATE TABLE probe (k STRING, p AS PROCTIME()) WITH ('connector' = 'filesystem',
                'path' = 'probe.csv', 'format' = 'csv');
            CREATE TABLE dim (k STRING, v INT) WITH ({self._options(self.mariadb, 'dim')});
            CREATE TABLE out_table (k STRING, dk STRING, v INT) WITH ('connector' = 'print');
            INSERT INTO out_table SELECT probe.k, dim.k, v FROM probe
                LEFT JOIN dim FOR SYSTEM_TIME AS OF probe.p ON probe.k = dim.k;""")
        self.assertEqual(done.stdout.splitlines()[:3],
                         ["+I[A, a, 1]", "+I[x, null, null]", "+I[b, b, 2]"])

    def test_an_incrementing_scan_and_its_sink_outlive_the_server(self):
        with MariaDb() as database:
            database.sql("CREATE TABLE grows (id BIGINT PRIMARY KEY);"
                         "CREATE TABLE seen (id BIGINT PRIMARY KEY);"
                         "INSERT INTO grows VALUES (1), (2)")
            process = self.start_streamsql(f"""
                CREATE TABLE grows (id BIGINT) WITH ({self._options(
                    database, 'grows', {'scan.mode': 'incrementing', 'scan.poll-interval': '50ms',
                                        'scan.incrementing.column': 'id'})});
                CREATE TABLE seen (id BIGINT, PRIMARY KEY (id) NOT ENFORCED) WITH ({self._options(
                    database, 'seen', {'sink.buffer-flush.interval': '10ms',
                                       'sink.max-retries': '20'})});
                INSERT INTO seen SELECT id FROM grows;""")
            seen = lambda: [row[0] for row in database.sql("SELECT id FROM seen ORDER BY id")]
            wait_until(lambda: seen() == ["1", "2"], "the first rows")
            database.kill()
            database.restart()
            database.sql("INSERT INTO grows VALUES (3)")
            wait_until(lambda: seen() == ["1", "2", "3"], "the row after the restart")
            self.assertIsNone(process.poll())

    def test_a_dead_database_is_one_clear_error_within_seconds(self):
        done = self.streamsql("""
            CREATE TABLE t (id INT) WITH ('connector' = 'jdbc', 'table-name' = 't',
                'url' = 'jdbc:mysql://127.0.0.1:1/d', 'username' = 'u', 'password' = 'hidden');
            SELECT * FROM t;""", check=False, timeout=20)
        self.assertNotEqual(done.returncode, 0)
        self.assertIn("Cannot connect to MySQL at 127.0.0.1:1/d", done.stdout + done.stderr)
        self.assertNotIn("hidden", done.stdout + done.stderr)
