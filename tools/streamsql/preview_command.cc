// streamsql preview: what each sink would get, with nothing written.
#include <CLI/CLI.hpp>
#include <list>

#include "tools/streamsql/job_runner.h"
#include "tools/streamsql/memory_budget.h"
#include "tools/streamsql/planned_script.h"
#include "tools/streamsql/preview.h"
#include "tools/streamsql/result_printer.h"
#include "tools/streamsql/signals.h"

namespace streamsql {
namespace {

struct PreviewArguments {
  JobArguments job;
  LogSettings log;
  std::size_t rows = 20;
};

struct PreviewedJob {
  PreviewRows rows;
  RunningJob* running = nullptr;

  PreviewedJob(const JobStep& step, std::size_t limit)
      : rows(step.job.plan, limit, step.job.settings.zone) {}
};

class Preview {
 public:
  explicit Preview(const PreviewArguments& arguments)
      : limit_(arguments.rows),
        planned_(arguments.job),
        runner_(memory_budget(""),
                [this](const Error& error) { return planned_.script.text().render(error); }),
        watch_([this](int count) { runner_.interrupt(count); }) {}

  int execute() {
    try {
      for (auto& step : planned_.steps) {
        if (auto* job = std::get_if<JobStep>(&step.what)) start(*job);
      }
    } catch (const Error& error) {
      throw planned_.script.text().presentable(error);
    }
    bool failed = false;
    for (auto& job : jobs_) {
      runner_.wait(*job.running, [&job] { return job.rows.enough(); });
      failed = failed || (job.running->outcome->failure && !job.rows.enough());
    }
    for (const auto& job : jobs_) write_to_stdout(job.rows.text());
    return failed ? kJobFailed : kSuccess;
  }

 private:
  void start(JobStep& step) {
    auto& job = jobs_.emplace_back(step, limit_);
    step.job.plan = without_sinks(step.job.plan);
    step.job.settings.commits = false;
    job.running = &runner_.start(std::move(step.job), step.alerts, job.rows.collectors());
  }

  std::size_t limit_;
  PlannedScript planned_;
  std::list<PreviewedJob> jobs_;  // outlives the runner, whose jobs write to it
  JobRunner runner_;
  SignalWatch watch_;
};

constexpr const char* kFooter = R"(
Reads the real sources and asks the real lookup tables, but opens no sink and commits no position,
so a later run reads the same records. Ends when every sink has its rows, at the end of the input,
or at Ctrl-C, and then prints what there is.

Examples:
  streamsql preview job.sql
  streamsql preview job.sql --rows 5 --var topic=orders)";

}  // namespace

void add_preview_command(CLI::App& app, Program& program) {
  auto arguments = std::make_shared<PreviewArguments>();
  auto* command = app.add_subcommand("preview", "Prints what each sink would get; writes nothing");
  add_job_arguments(*command, arguments->job);
  add_embedded_arguments(*command, arguments->job);
  command->add_option("--rows", arguments->rows, "Rows per sink")
      ->type_name("N")
      ->check(CLI::Range(1, 100000))
      ->capture_default_str();
  add_log_arguments(*command, arguments->log);
  command->footer(kFooter);
  command->callback([arguments, &program] {
    program.chosen = [arguments] {
      set_up_log(arguments->log);
      return Preview(*arguments).execute();
    };
  });
}

}  // namespace streamsql
