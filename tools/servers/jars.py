"""The Kafka server's jars: fetched from Maven Central into the user's cache, once."""

import os
import pathlib
import shutil
import subprocess
import tempfile

# What --kafka 3 and --kafka 4 mean.
KAFKA_VERSIONS = {"3": "3.9.1", "4": "4.1.0"}
DEFAULT_VERSION = "3"

# slf4j-simple writes to standard error without a configuration file, under Kafka 3 and 4 alike.
_POM = """<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>streamsql</groupId>
  <artifactId>kafka-server</artifactId>
  <version>1</version>
  <packaging>pom</packaging>
  <dependencies>
    <dependency>
      <groupId>org.apache.kafka</groupId>
      <artifactId>kafka_2.13</artifactId>
      <version>{version}</version>
      <exclusions>
        <exclusion><groupId>org.slf4j</groupId><artifactId>slf4j-reload4j</artifactId></exclusion>
      </exclusions>
    </dependency>
    <dependency>
      <groupId>org.slf4j</groupId>
      <artifactId>slf4j-simple</artifactId>
      <version>1.7.36</version>
    </dependency>
  </dependencies>
</project>
"""


class JarsMissing(Exception):
    """The jars are not in the cache; the message says how to fetch them."""


def full_version(version):
    """"4" -> "4.1.0"; a full version stays as it is."""
    return KAFKA_VERSIONS.get(version, version)


def _cache_directory(version):
    cache = os.environ.get("XDG_CACHE_HOME") or pathlib.Path.home() / ".cache"
    return pathlib.Path(cache) / "streamsql" / f"kafka-{full_version(version)}"


def jar_directory(version=DEFAULT_VERSION):
    """The directory of the jars of Kafka `version` ("3", "4" or full); raises JarsMissing."""
    directory = _cache_directory(version)
    if not directory.is_dir():
        raise JarsMissing(
            f"Kafka {full_version(version)} is not in {directory}; run "
            f"tools/install-dependencies --servers --kafka {version}")
    return directory


def fetch_jars(version=DEFAULT_VERSION):
    """Return the directory of the jars, fetching them by Maven if they are not there.

    The directory appears complete or not at all. Maven's own settings choose the repository.
    """
    directory = _cache_directory(version)
    if directory.is_dir():
        return directory
    directory.parent.mkdir(parents=True, exist_ok=True)
    work = pathlib.Path(tempfile.mkdtemp(prefix=".fetch-", dir=directory.parent))
    try:
        (work / "pom.xml").write_text(_POM.format(version=full_version(version)))
        subprocess.run(
            ["mvn", "--batch-mode", "--quiet", "dependency:copy-dependencies",
             "-DincludeScope=runtime", f"-DoutputDirectory={work / 'jars'}"],
            cwd=work, check=True, stdin=subprocess.DEVNULL)
        (work / "jars").rename(directory)
    finally:
        shutil.rmtree(work, ignore_errors=True)
    return directory
