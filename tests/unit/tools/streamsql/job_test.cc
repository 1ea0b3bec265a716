#include "tools/streamsql/job_test.h"

#include <doctest/doctest.h>
#include <fstream>
#include <sstream>

#include "engine/base/error.h"
#include "engine/base/temporary_directory.h"

namespace streamsql {
namespace {

namespace fs = std::filesystem;

class Directory {
 public:
  const fs::path& path() const { return directory_.path(); }

  void write(const std::string& name, const std::string& text) const {
    fs::create_directories((path() / name).parent_path());
    std::ofstream(path() / name) << text;
  }
  std::string read(const std::string& name) const {
    std::ostringstream out;
    out << std::ifstream(path() / name).rdbuf();
    return out.str();
  }

 private:
  const TemporaryDirectory directory_{"job-test"};
};

constexpr const char* kJob = R"(
CREATE TABLE t (a INT) WITH ('connector' = 'kafka', 'topic' = 'in', 'format' = 'json',
  'properties.bootstrap.servers' = 'x:1', 'scan.startup.mode' = 'earliest-offset');
CREATE TABLE o (a INT) WITH ('connector' = 'kafka', 'topic' = 'out', 'format' = 'json',
  'properties.bootstrap.servers' = 'x:1');
CREATE TABLE p (a INT) WITH ('connector' = 'print');
INSERT INTO o SELECT a FROM t WHERE a > 1;
INSERT INTO p SELECT a FROM t;
)";

void fill(const Directory& directory) {
  directory.write("job.sql", kJob);
  directory.write("fixtures/in.ndjson", "{\"a\":1}\n{\"a\":2}\n");
}

TEST_CASE("what a job writes is accepted, and then expected") {
  const Directory directory;
  fill(directory);
  CHECK_FALSE(run_job_test(directory.path(), {}).passed);
  CHECK(run_job_test(directory.path(), {.accept = true}).files == 3);
  CHECK(directory.read("expected/o.changelog") == "+I[2]\n");
  CHECK(directory.read("expected/out.ndjson") == "{\"a\":2}\n");
  CHECK(directory.read("expected/p.changelog") == "+I[1]\n+I[2]\n");
  CHECK(run_job_test(directory.path(), {}).passed);
}

TEST_CASE("topics of upsert-kafka need no broker either") {
  const Directory directory;
  directory.write("job.sql", R"(
CREATE TABLE t (a INT) WITH ('connector' = 'kafka', 'topic' = 'in', 'format' = 'json',
  'properties.bootstrap.servers' = 'x:1', 'scan.startup.mode' = 'earliest-offset');
CREATE TABLE u (a INT, n BIGINT, PRIMARY KEY (a) NOT ENFORCED) WITH ('connector' = 'upsert-kafka',
  'topic' = 'counts', 'key.format' = 'json', 'value.format' = 'json',
  'properties.bootstrap.servers' = 'x:1');
CREATE TABLE p (a INT, n BIGINT) WITH ('connector' = 'print');
INSERT INTO u SELECT a, COUNT(*) FROM t GROUP BY a;
INSERT INTO p SELECT a, n FROM u;
)");
  directory.write("fixtures/in.ndjson", "{\"a\":1}\n{\"a\":2}\n{\"a\":2}\n");
  const auto result = run_job_test(directory.path(), {.accept = true});
  CHECK(directory.read("expected/u.changelog") == "+I[1, 1]\n+I[2, 1]\n+U[2, 2]\n");
  CHECK(directory.read("expected/counts.ndjson") ==
        "{\"a\":1,\"n\":1}\n{\"a\":2,\"n\":1}\n{\"a\":2,\"n\":2}\n");
  CHECK(directory.read("expected/p.changelog") ==
        "+I[1, 1]\n+I[2, 1]\n-U[2, 1]\n+U[2, 2]\n");
}

TEST_CASE("a difference is shown as a diff") {
  const Directory directory;
  fill(directory);
  run_job_test(directory.path(), {.accept = true});
  directory.write("expected/p.changelog", "+I[2]\n+I[1]\n");
  const auto result = run_job_test(directory.path(), {});
  CHECK_FALSE(result.passed);
  CHECK(result.report.find("@@ -1,2 +1,2 @@") != std::string::npos);
  CHECK(run_job_test(directory.path(), {.unordered = true}).passed);
}

TEST_CASE("a mistake in the job is reported with its place") {
  const Directory directory;
  directory.write("job.sql", "SELECT x;");
  const auto result = run_job_test(directory.path(), {});
  CHECK_FALSE(result.passed);
  CHECK(result.report.find("job.sql:1:8") != std::string::npos);
}

TEST_CASE("a directory without a job is refused") {
  const Directory directory;
  CHECK_THROWS_AS(find_job_tests(directory.path()), Error);
}

}  // namespace
}  // namespace streamsql
