"""A real MariaDB server on the loopback, with one database and one user."""

import os
import pathlib
import shutil
import socket
import tempfile

from .process import ServerError, ServerProcess, free_ports, run_checked, wait_until

# What is committed survives kill(), as in production; it need not survive a power cut.
_FAST = ("--skip-log-bin", "--innodb-flush-log-at-trx-commit=2", "--innodb-doublewrite=0",
         "--innodb-log-file-size=16M", "--innodb-buffer-pool-size=128M")


class MariaDb:
    """A running server; use it in a `with` block, or start() and stop() it.

    It listens on host:port and holds the database `database`, which the user `user` with `password`
    owns (over TCP). sql() works as root through the server's own socket.
    options: more command line options of mariadbd; they win.
    directory: where the data goes; by default a temporary one, removed by stop().
    """

    host = "127.0.0.1"

    def __init__(self, *, database="testdb", user="streamsql", password="streamsql", options=(),
                 directory=None, outlives_parent=False, port=None):
        self.database = database
        self.user = user
        self.password = password
        self.port = port or free_ports(1)[0]
        self._temporary = directory is None
        self._directory = pathlib.Path(directory or tempfile.mkdtemp(prefix="streamsql-mariadb-"))
        self._socket = self._directory / "socket"
        if len(str(self._socket)) > 107:  # sun_path of unix(7)
            raise ServerError(f"the path of {self._directory} is too long for a socket in it")
        self._data = self._directory / "data"
        # mariadbd refuses to run as root unless told to.
        self._as_user = ["--user=root"] if os.geteuid() == 0 else []
        self._process = ServerProcess(
            ["mariadbd", "--no-defaults", *self._as_user, f"--datadir={self._data}",
             f"--socket={self._socket}", f"--pid-file={self._directory / 'pid'}",
             f"--bind-address={self.host}", f"--port={self.port}", "--skip-name-resolve",
             "--character-set-server=utf8mb4", *_FAST, *options],
            self._directory / "log", outlives_parent)

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_):
        self.stop()

    @property
    def url(self):
        """The JDBC URL of the database."""
        return f"jdbc:mysql://{self.host}:{self.port}/{self.database}"

    @property
    def pids(self):
        """The server's process id, in a list as for Kafka."""
        return [self._process.pid]

    def environment(self):
        """Where the server is, as environment variables for a command."""
        return {"MARIADB_HOST": self.host, "MARIADB_PORT": str(self.port),
                "MARIADB_DATABASE": self.database, "MARIADB_USER": self.user,
                "MARIADB_PASSWORD": self.password}

    def start(self):
        """Create the data directory if needed, start, and create the database and the user."""
        try:
            if not self._data.is_dir():
                self._create_data()
            self._start_process()
            self._create_user()
        except BaseException:
            self.stop()
            raise

    def stop(self):
        """End the server and remove a temporary directory."""
        if self._temporary:
            self._process.kill()  # nobody will read the data again
            shutil.rmtree(self._directory, ignore_errors=True)
        else:
            self._process.stop()

    def kill(self):
        """End the server as a crash does; data and port stay for restart()."""
        self._process.kill()

    def restart(self):
        """Start a killed server again (or stop and start a running one)."""
        self._process.stop()
        self._start_process()

    def freeze(self):
        """Stop the server from answering while its connections stay open; thaw() undoes it."""
        self._process.freeze()

    def thaw(self):
        """Let a frozen server run again."""
        self._process.thaw()

    def sql(self, script):
        """Run statements as root in the database; return all result rows as lists of text.

        A NULL reads "NULL"; tabs and newlines in values are escaped as the mariadb client does.
        """
        output = run_checked([*self._client(), self.database], stdin=script)
        return [line.split("\t") for line in output.splitlines()]

    def status(self, name):
        """A counter of SHOW GLOBAL STATUS, for example Com_select."""
        (row,) = self.sql(f"SHOW GLOBAL STATUS LIKE '{name}'")
        return int(row[1])

    def _client(self):
        return ["mariadb", "--no-defaults", "--batch", "--skip-column-names",
                "--default-character-set=utf8mb4", "--user=root", f"--socket={self._socket}"]

    def _create_data(self):
        self._directory.mkdir(parents=True, exist_ok=True)
        run_checked(["mariadb-install-db", "--no-defaults", *self._as_user,
                     "--force",  # works where the host's own name cannot be resolved
                     f"--datadir={self._data}", "--skip-test-db", "--skip-name-resolve",
                     "--auth-root-authentication-method=normal", *_FAST])

    def _start_process(self):
        self._process.start()
        wait_until(self._greets, "MariaDB", process=self._process)

    def _greets(self):
        """Whether the server sends its handshake packet: length, number 0, protocol version 10."""
        with socket.create_connection((self.host, self.port), 2.0) as connection:
            greeting = connection.recv(5)
        return len(greeting) == 5 and greeting[3] == 0 and greeting[4] == 10

    def _create_user(self):
        account = f"'{self.user}'@'{self.host}' IDENTIFIED BY '{self.password}'"
        run_checked(self._client(), stdin=f"""
            CREATE DATABASE IF NOT EXISTS `{self.database}`;
            CREATE USER IF NOT EXISTS {account};
            GRANT ALL ON `{self.database}`.* TO '{self.user}'@'{self.host}';
            DROP USER IF EXISTS 'root'@'127.0.0.1', 'root'@'::1', ''@'localhost';
            DELETE FROM mysql.global_priv WHERE User = 'root' AND Host <> 'localhost';
            FLUSH PRIVILEGES;""")
