// streamsql test: runs jobs on the fixtures beside them and compares what they write.
#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "tools/streamsql/job_test.h"
#include "tools/streamsql/program.h"
#include "tools/streamsql/result_printer.h"

namespace streamsql {
namespace {

struct TestArguments {
  std::vector<std::string> directories;
  JobTestOptions options;
  LogSettings log;
};

// "enrichment" for sql-examples/enrichment, and also for "." inside of it.
std::string name_of(const std::filesystem::path& directory) {
  return std::filesystem::weakly_canonical(directory).filename().string();
}

int run_tests(const TestArguments& arguments) {
  int passed = 0, failed = 0;
  for (const auto& root : arguments.directories) {
    for (const auto& directory : find_job_tests(root)) {
      const auto result = run_job_test(directory, arguments.options);
      const auto what = arguments.options.accept ? "wrote" : "ok   ";
      write_to_stdout(fmt::format("{} {} ({} {})\n{}", result.passed ? what : "FAIL ",
                                  name_of(directory), result.files,
                                  result.files == 1 ? "file" : "files", result.report));
      ++(result.passed ? passed : failed);
    }
  }
  write_to_stdout(fmt::format("{} passed, {} failed\n", passed, failed));
  return failed == 0 ? kSuccess : kJobFailed;
}

constexpr const char* kFooter = R"(
Each DIR holds a job.sql, or directories that do. Kafka topics and database tables live in memory,
filled from DIR/fixtures/<topic>.ndjson and DIR/fixtures/<table>.csv; time stands still but where
the job waits. What each sink table is given must equal DIR/expected/<sink>.changelog, rows of a
SELECT DIR/expected/query-<n>.changelog, and the bytes written to a topic
DIR/expected/<topic>.ndjson, if that is there. Rows may come in any order when parallelism
exceeds 1, or with --unordered. In the script ${DIR} is the directory, ${TMP} an empty one.

Examples:
  streamsql test sql-examples
  streamsql test jobs/orders --accept      # write expected/ from what the job does now

Exit code: 0 all passed, 1 some failed, 2 bad usage.)";

}  // namespace

void add_test_command(CLI::App& app, Program& program) {
  auto arguments = std::make_shared<TestArguments>();
  arguments->log.level = "error";
  auto* command =
      app.add_subcommand("test", "Runs jobs on their fixtures and compares the results");
  command->add_option("DIR", arguments->directories, "Directories of jobs")
      ->required()
      ->type_name("");
  command->add_flag("--accept", arguments->options.accept,
                    "Writes what the jobs do now as expected");
  command->add_flag("--unordered", arguments->options.unordered,
                    "Compares rows without regard to their order");
  command
      ->add_option("--seed", arguments->options.seed, "Decides the order in which tasks take turns")
      ->type_name("N")
      ->capture_default_str();
  add_log_arguments(*command, arguments->log);
  command->footer(kFooter);
  command->callback([arguments, &program] {
    program.chosen = [arguments] {
      set_up_log(arguments->log);
      return run_tests(*arguments);
    };
  });
}

}  // namespace streamsql
