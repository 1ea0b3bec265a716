#include "tools/streamsql/script.h"

#include <doctest/doctest.h>
#include <fstream>

#include "engine/base/temporary_directory.h"
#include "tools/streamsql/job_runner.h"
#include "tools/streamsql/planned_script.h"
#include "tools/streamsql/preview.h"
#include "tools/streamsql/summary.h"

using namespace streamsql;

namespace {

constexpr const char* kTables =
    "CREATE TABLE o (id INT) WITH ('connector' = 'blackhole');\n"
    "CREATE VIEW v AS SELECT id FROM (VALUES (1), (2), (3)) AS t(id);\n";

// A job file that is gone with this object.
class JobFile {
 public:
  explicit JobFile(const std::string& sql) {
    arguments.file = directory_.file("job.sql");
    std::ofstream(arguments.file) << sql;
  }

  JobArguments arguments;

 private:
  const TemporaryDirectory directory_{"job-file"};
};

std::string failure_of(const std::string& sql, std::vector<std::string> table_options = {}) {
  JobFile file(sql);
  file.arguments.table_options = std::move(table_options);
  try {
    PlannedScript planned(file.arguments);
  } catch (const Error& error) {
    return error.message();
  }
  return "";
}

}  // namespace

TEST_CASE("every INSERT is a job and a statement set is one; SELECTs are waited for") {
  const JobFile file(std::string(kTables) +
                     "INSERT INTO o SELECT * FROM v;\n"
                     "EXECUTE STATEMENT SET BEGIN INSERT INTO o SELECT * FROM v;\n"
                     "INSERT INTO o SELECT id + 1 FROM v; END;\n"
                     "SELECT * FROM v;\n"
                     "SET 'table.dml-sync' = 'true';\n"
                     "INSERT INTO o SELECT * FROM v;");
  const PlannedScript planned(file.arguments);
  std::vector<std::pair<std::size_t, bool>> jobs;
  for (const auto& step : planned.steps) {
    const auto& job = std::get<JobStep>(step.what);
    jobs.emplace_back(job.job.plan.roots.size(), job.wait);
  }
  using Jobs = std::vector<std::pair<std::size_t, bool>>;
  CHECK(jobs == Jobs{{1, false}, {2, false}, {1, true}, {1, true}});
}

TEST_CASE("a script ends at QUIT") {
  const JobFile file("SELECT 1; QUIT; SELECT 2;");
  CHECK(PlannedScript(file.arguments).steps.size() == 1);
}

TEST_CASE("arguments that fit nothing are refused") {
  CHECK(failure_of(kTables, {"nothere.path=x"}).find("'nothere'") != std::string::npos);
  CHECK(failure_of(kTables, {"o=x"}).find("names no option of a table") != std::string::npos);
  CHECK(failure_of(kTables, {"o"}) == "--table-option o: expected NAME=VALUE");
  CHECK(failure_of("BEGIN STATEMENT SET;") == "The statement set is not ended");
}

TEST_CASE("a preview collects the first rows of each sink and writes nothing") {
  const JobFile file(std::string(kTables) + "INSERT INTO o SELECT id FROM v WHERE id <> 1;");
  PlannedScript planned(file.arguments);
  auto& job = std::get<JobStep>(planned.steps.front().what).job;
  PreviewRows rows(job.plan, 1, job.settings.zone);
  job.plan = without_sinks(job.plan);
  JobRunner runner(1u << 26, [](const Error& error) { return render(error); });
  auto& running = runner.start(std::move(job), {}, rows.collectors());
  runner.wait(running);
  CHECK(rows.enough());
  CHECK(rows.text() ==
        "default_catalog.default_database.o\n"
        "+----+----+\n"
        "| op | id |\n"
        "+----+----+\n"
        "| +I |  2 |\n"
        "+----+----+\n"
        "1 row in set\n\n");
}

TEST_CASE("the summary counts records and what each condition rejected") {
  const JobFile file(std::string(kTables) + "INSERT INTO o SELECT id FROM v WHERE id <> 1;");
  PlannedScript planned(file.arguments);
  JobRunner runner(1u << 26, [](const Error& error) { return render(error); });
  auto& step = std::get<JobStep>(planned.steps.front().what);
  runner.wait(runner.start(std::move(step.job), {}, {}));
  const auto summary = runner.summary();
  CHECK(summary.find("insert-into_default_catalog.default_database.o: finished") !=
        std::string::npos);
  CHECK(summary.find("records      3 in, 2 out") != std::string::npos);
  CHECK(summary.find("rejected     1 by (EXPR$0 <> 1)") != std::string::npos);
  CHECK_FALSE(runner.any_failed());
}
