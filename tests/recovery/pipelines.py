"""The jobs that are killed, what is fed to them, and what their sinks must hold in the end.

Every record carries a key and a number that counts from 1 within its key. The job adds a random
salt to each record and keeps the sum of salts in its state, so that any mixture of state, replay
and output shows: a repeated, lost or foreign update breaks the chain of sums.
"""

import collections
import csv
import json
import pathlib

KEYS = 20
WINDOW_SECONDS = 10

SOURCE = """
SET 'pipeline.name' = '{job}';
SET 'execution.checkpointing.interval' = '{interval}';
SET 'restart-strategy.type' = '{restart}';
SET 'restart-strategy.fixed-delay.attempts' = '1000';
SET 'restart-strategy.fixed-delay.delay' = '10 ms';
CREATE TABLE src (k STRING, seq BIGINT, ts TIMESTAMP(3), WATERMARK FOR ts AS ts) WITH (
  'connector' = 'kafka', 'topic' = '{job}-in', 'properties.bootstrap.servers' = '{bootstrap}',
  'properties.isolation.level' = 'read_committed',
  'scan.startup.mode' = 'earliest-offset', 'format' = 'json');
CREATE TEMPORARY VIEW salted AS SELECT k, seq, ts, RAND_INTEGER(1000000) AS salt FROM src;
"""

AGGREGATE = """
CREATE TABLE totals (k STRING, n BIGINT, total BIGINT, salt INT,
  PRIMARY KEY (k) NOT ENFORCED) WITH (
  'connector' = 'upsert-kafka', 'topic' = '{job}-totals',
  'properties.bootstrap.servers' = '{bootstrap}', {kafka_options}
  'key.format' = 'json', 'value.format' = 'json');
CREATE TABLE windows (k STRING, opened TIMESTAMP(3), n BIGINT, last_seq BIGINT) WITH (
  'connector' = 'kafka', 'topic' = '{job}-windows',
  'properties.bootstrap.servers' = '{bootstrap}', {kafka_options}
  'format' = 'json');
"""
INSERT_AGGREGATE = """
INSERT INTO totals SELECT k, COUNT(*), SUM(CAST(salt AS BIGINT)), LAST_VALUE(salt)
FROM salted GROUP BY k;
INSERT INTO windows SELECT k, window_start, COUNT(*), MAX(seq)
FROM TABLE(TUMBLE(TABLE src, DESCRIPTOR(ts), INTERVAL '{window}' SECOND))
GROUP BY k, window_start, window_end;
"""

MYSQL = """
CREATE TABLE rows_in_mysql (k STRING, seq BIGINT, salt INT) WITH ('connector' = 'jdbc',
  'url' = '{url}', 'table-name' = '{table}_rows', 'username' = '{user}', 'password' = '{password}');
CREATE TABLE totals_in_mysql (k STRING, n BIGINT, last_seq BIGINT,
  PRIMARY KEY (k) NOT ENFORCED) WITH (
  'connector' = 'jdbc', 'url' = '{url}', 'table-name' = '{table}_totals', 'username' = '{user}',
  'password' = '{password}');
"""
INSERT_MYSQL = """
INSERT INTO rows_in_mysql SELECT k, seq, salt FROM salted;
INSERT INTO totals_in_mysql SELECT k, COUNT(*), MAX(seq) FROM src GROUP BY k;
"""
MYSQL_TABLES = """
CREATE TABLE {table}_rows (k VARCHAR(20), seq BIGINT, salt INT);
CREATE TABLE {table}_totals (k VARCHAR(20) PRIMARY KEY, n BIGINT, last_seq BIGINT);
"""

FILES = """
CREATE TABLE files (k STRING, seq BIGINT, salt INT) WITH ('connector' = 'filesystem',
  'path' = '{directory}/files', 'format' = 'csv');
"""
INSERT_FILES = """
INSERT INTO files SELECT k, seq, salt FROM salted;
"""

PARTS = {
    "aggregate": ((AGGREGATE, INSERT_AGGREGATE),),
    "mysql": ((MYSQL, INSERT_MYSQL),),
    "files": ((FILES, INSERT_FILES),),
    "all": ((AGGREGATE, INSERT_AGGREGATE), (MYSQL, INSERT_MYSQL), (FILES, INSERT_FILES)),
}


def needs_database(pipeline):
    """Whether a pipeline writes to MariaDB."""
    return pipeline in ("mysql", "all")


def needs_transaction(pipeline):
    """Whether a pipeline writes to Kafka."""
    return pipeline in ("aggregate", "all")


def topics(pipeline, job):
    """The topics that must exist, with their partitions."""
    wanted = {f"{job}-in": 2}
    if needs_transaction(pipeline):
        wanted |= {f"{job}-totals": 2, f"{job}-windows": 1}
    return wanted


def sql(pipeline, values):
    """The job as a script: one statement set."""
    parts = PARTS[pipeline]
    text = SOURCE + "".join(tables for tables, _ in parts) + "EXECUTE STATEMENT SET BEGIN\n"
    text += "".join(inserts for _, inserts in parts) + "END;\n"
    return text.format(window=WINDOW_SECONDS, **values)


class Feed:
    """Makes records in order of time within each partition, and knows what must come of them."""

    def __init__(self, rng):
        self._rng = rng
        self._next = collections.Counter()
        self._second = [0, 0]
        self.sent = collections.Counter()  # records per partition
        self.windows = {}  # (key, start in seconds) -> (count, last seq)

    def lines(self, count):
        """{partition: lines} of the next records; a key always goes to the same partition."""
        out = {0: [], 1: []}
        for _ in range(count):
            number = self._rng.randrange(KEYS)
            partition, key = number % 2, f"k{number}"
            self._next[key] += 1
            self._second[partition] += self._rng.choice((0, 0, 0, 1, 3))
            self.sent[partition] += 1
            second, seq = self._second[partition], self._next[key]
            start = second - second % WINDOW_SECONDS
            rows, _ = self.windows.get((key, start), (0, 0))
            self.windows[key, start] = (rows + 1, seq)
            out[partition].append(
                json.dumps({"k": key, "seq": seq, "ts": time_text(second)}))
        return out

    def last_lines(self):
        """{partition: lines}: one record each, so late that every window before it is complete."""
        out = {}
        for partition in (0, 1):
            key = f"end{partition}"
            self._next[key] = 1
            self.sent[partition] += 1
            out[partition] = [json.dumps({"k": key, "seq": 1, "ts": time_text(30 * 86400)})]
        return out

    @property
    def counts(self):
        """{key: records}."""
        return dict(self._next)


def time_text(second):
    """Seconds from midnight of 2024-01-01, as JSON's SQL timestamps."""
    days, rest = divmod(second, 86400)
    return f"2024-01-{days + 1:02} {rest // 3600:02}:{rest // 60 % 60:02}:{rest % 60:02}"


def check_totals(records, counts):
    """Complaints about the changelog of running totals; `records` in order of each partition."""
    complaints, seen = [], collections.defaultdict(lambda: (0, 0))
    for record in records:
        key, n, total, salt = (record[name] for name in ("k", "n", "total", "salt"))
        before_n, before_total = seen[key]
        if n != before_n + 1:
            complaints.append(f"totals {key}: n went from {before_n} to {n}")
        elif total != before_total + salt:
            complaints.append(f"totals {key}: total of n={n} is not the sum of its salts")
        seen[key] = (n, total)
    for key, count in counts.items():
        if seen[key][0] != count:
            complaints.append(f"totals {key}: ends at {seen[key][0]} of {count}")
    return complaints


def check_windows(records, windows):
    """Complaints about the windows: each exactly once, with the right figures."""
    complaints, found = [], collections.Counter()
    for record in records:
        opened = record["opened"].replace("T", " ")[:19]
        day, clock = int(opened[8:10]) - 1, opened[11:].split(":")
        start = day * 86400 + int(clock[0]) * 3600 + int(clock[1]) * 60 + int(clock[2])
        key = (record["k"], start)
        found[key] += 1
        if windows.get(key) != (record["n"], record["last_seq"]):
            complaints.append(f"window {key}: {record} instead of {windows.get(key)}")
    complaints += [f"window {key}: {found[key]} times" for key in windows if found[key] != 1]
    return complaints


def check_rows(rows, counts, where):
    """Complaints about plain rows (key, seq, salt): each exactly once."""
    found = collections.Counter((key, int(seq)) for key, seq, _ in rows)
    wanted = {(key, seq) for key, count in counts.items() for seq in range(1, count + 1)}
    lost = [row for row in wanted if found[row] == 0]
    doubled = [row for row, times in found.items() if times > 1]
    foreign = [row for row in found if row not in wanted]
    return [f"{where}: {len(rows)} {what}, e.g. {rows[:3]}"
            for what, rows in (("lost", lost), ("doubled", doubled), ("foreign", foreign)) if rows]


def salts_of(rows):
    """{(key, seq): salt} of plain rows."""
    return {(key, int(seq)): int(salt) for key, seq, salt in rows}


def check_salts(salts_by_sink):
    """Complaints about sinks that hold different salts for one record: each salt was drawn once, so
    they would stem from different runs."""
    (first, expected), *others = salts_by_sink.items()
    complaints = []
    for sink, salts in others:
        differ = [record for record, salt in salts.items() if expected.get(record, salt) != salt]
        if differ:
            complaints.append(f"{sink} and {first}: other salts for {len(differ)} records, "
                              f"e.g. {differ[:3]}")
    return complaints


def file_rows(directory):
    """The rows of all visible files below a directory."""
    rows = []
    for path in sorted(pathlib.Path(directory).rglob("*")):
        hidden = any(part.startswith((".", "_")) for part in path.relative_to(directory).parts)
        if path.is_file() and not hidden:
            with open(path, encoding="utf-8", newline="") as file:
                rows += [row for row in csv.reader(file) if row]
    return rows
