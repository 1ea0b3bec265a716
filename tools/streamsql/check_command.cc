// streamsql check: plans a script and runs nothing.
#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "tools/streamsql/flink_check.h"
#include "tools/streamsql/planned_script.h"
#include "tools/streamsql/result_printer.h"
#include "tools/streamsql/status_line.h"

namespace streamsql {
namespace {

struct CheckArguments {
  JobArguments job;
  LogSettings log;
  bool flink = false;
};

std::vector<Error> foreign_to_flink(PlannedScript& planned) {
  auto warnings = find_foreign_syntax(planned.script.text().text());
  auto& registries = *planned.registries;
  for (auto& warning :
       find_extensions(planned.script.session(), registries.connectors, registries.formats)) {
    warnings.push_back(std::move(warning));
  }
  return warnings;
}

int check(const CheckArguments& arguments) {
  PlannedScript planned(arguments.job);
  std::size_t warnings = 0;
  if (arguments.flink) {
    for (const auto& warning : foreign_to_flink(planned)) {
      const auto shown = planned.script.text().presentable(warning);
      stderr_status().print(render_warning(shown) + "\n");
      ++warnings;
    }
  }
  const auto jobs = std::count_if(planned.steps.begin(), planned.steps.end(), [](const Step& step) {
    return std::holds_alternative<JobStep>(step.what);
  });
  write_to_stdout(fmt::format("{}: ok, {} job{}{}\n", planned.script.text().original()->name(),
                              jobs, jobs == 1 ? "" : "s",
                              warnings == 0 ? "" : fmt::format(", {} warnings", warnings)));
  return kSuccess;
}

constexpr const char* kFooter = R"(
Every statement is parsed, bound and planned as 'run' would; options are validated. Nothing is
connected to. The first mistake is printed with its place, and the exit code is 2.

Examples:
  streamsql check job.sql
  streamsql check job.sql --flink    also warn about what Flink 1.20 would refuse)";

}  // namespace

void add_check_command(CLI::App& app, Program& program) {
  auto arguments = std::make_shared<CheckArguments>();
  auto* command = app.add_subcommand("check", "Finds the mistakes of a script without running it");
  add_job_arguments(*command, arguments->job);
  command->add_flag("--flink", arguments->flink,
                    "Also warns about what streamsql accepts and Flink 1.20 would refuse");
  add_log_arguments(*command, arguments->log);
  command->footer(kFooter);
  command->callback([arguments, &program] {
    program.chosen = [arguments] {
      set_up_log(arguments->log);
      return check(*arguments);
    };
  });
}

}  // namespace streamsql
