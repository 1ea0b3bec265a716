// streamsql run: runs the jobs of a script to their end.
#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <spdlog/spdlog.h>
#include <unistd.h>

#include "tools/streamsql/embedded_run.h"
#include "tools/streamsql/job_checkpoints.h"
#include "tools/streamsql/job_runner.h"
#include "tools/streamsql/memory_budget.h"
#include "tools/streamsql/metrics_server.h"
#include "tools/streamsql/registries.h"
#include "tools/streamsql/result_printer.h"
#include "tools/streamsql/script.h"
#include "tools/streamsql/signals.h"
#include "tools/streamsql/status_line.h"

namespace streamsql {
namespace {

struct RunArguments {
  JobArguments job;
  LogSettings log;
  std::string memory;
  std::optional<int> metrics_port;
  bool verbose = false, quiet = false;
  CheckpointArguments checkpoints;
};

// One run of one script.
class Run {
 public:
  explicit Run(const RunArguments& arguments)
      : arguments_(arguments),
        store_(arguments.job.embedded ? load_fixtures(arguments.job) : nullptr),
        registries_(make_registries([this](auto text, bool to_stderr) { print(text, to_stderr); },
                                    store_.get())),
        script_(arguments.job, session_environment(*registries_)),
        runner_(memory_budget(arguments.memory),
                [this](const Error& error) { return script_.text().render(error); }),
        watch_([this](int count) { runner_.interrupt(count); }) {
    keep_out_of_log(script_.text().secrets());
  }

  int execute() {
    try {
      return run(plan());
    } catch (const Error& error) {
      throw script_.text().presentable(error);
    }
  }

 private:
  std::vector<Step> plan() {
    const auto warn = [](const std::string& text) { spdlog::warn("{}", text); };
    auto steps = script_.plan(warn, arguments_.verbose ? echo : Script::Say());
    script_.check_table_options();
    give_directories(steps);
    return steps;
  }

  static void echo(const std::string& statement) {
    stderr_status().print(fmt::format("streamsql> {};\n", statement));
  }

  // With --embedded there is nothing to come back to.
  void give_directories(std::vector<Step>& steps) const {
    if (arguments_.job.embedded) return;
    std::vector<PlannedJob*> jobs;
    for (auto& step : steps) {
      auto* job = std::get_if<JobStep>(&step.what);
      if (job && job->job.checkpoints) jobs.push_back(&job->job);
    }
    JobDirectories directories(arguments_.checkpoints, arguments_.job.file,
                               static_cast<int>(jobs.size()));
    for (auto* job : jobs) directories.give(*job);
  }

  int run(std::vector<Step> steps) {
    std::unique_ptr<MetricsServer> server;
    if (arguments_.metrics_port) {
      server = std::make_unique<MetricsServer>(*arguments_.metrics_port,
                                               [this] { return runner_.metrics_text(); });
      spdlog::info("metrics at http://127.0.0.1:{}/metrics", server->port());
    }
    if (steps.empty()) spdlog::warn("the script has nothing to run: no INSERT, no SELECT, no SHOW");
    for (auto& step : steps) {
      if (runner_.interrupted()) break;
      if (auto* job = std::get_if<JobStep>(&step.what)) run_job(*job);
      if (auto* table = std::get_if<TableStep>(&step.what)) print_table(*table);
    }
    runner_.wait_all();
    if (store_) write_to_stdout(written_text(*store_));
    if (!arguments_.quiet) stderr_status().print(runner_.summary());
    return runner_.any_failed() ? kJobFailed : kSuccess;
  }

  void run_job(JobStep& step) {
    std::optional<ResultPrinter> printer;
    std::vector<Collector> collectors;
    if (step.job.kind == PlannedJob::Kind::Select) {
      if (isatty(STDOUT_FILENO)) runner_.hide_live_line();
      printer.emplace(step.job.plan.roots.front()->schema, step.style, step.job.settings.zone);
      collectors.emplace_back([this, &printer](const Batch& batch) {
        printer->print(batch);
        if (stdout_is_closed()) runner_.output_closed();
      });
      printer->begin();
    }
    auto& job = runner_.start(std::move(step.job), step.alerts, std::move(collectors));
    if (step.wait) runner_.wait(job);
    if (printer && job.outcome->finished) printer->end();
  }

  void print_table(const TableStep& step) {
    write_to_stdout(script_.text().secrets().mask(result_table_text(step.table, step.plain)));
  }

  void print(std::string_view text, bool to_stderr) {
    if (to_stderr) return stderr_status().print(std::string(text));
    if (isatty(STDOUT_FILENO)) runner_.hide_live_line();
    write_to_stdout(std::string(text));
    if (stdout_is_closed()) runner_.output_closed();
  }

  const RunArguments& arguments_;
  std::unique_ptr<EmbeddedStore> store_;
  std::unique_ptr<Registries> registries_;
  Script script_;
  JobRunner runner_;
  SignalWatch watch_;
};

constexpr const char* kFooter = R"(
Every INSERT is a job of its own, a statement set is one job; they run at the same time, unless
table.dml-sync is set. A SELECT prints its rows and runs to its end. Unbounded jobs run until
Ctrl-C: the first stops cleanly (everything read is delivered, in a last checkpoint), the second
cancels. A job takes a checkpoint every second, or as execution.checkpointing.interval says ('0':
none), and goes on from the last one when it is run again, whatever has ended it.

Examples:
  streamsql run job.sql
  streamsql run job.sql --embedded            # on fixtures/*.ndjson and *.csv, without servers
  streamsql run job.sql --var topic=orders -D parallelism.default=4
  streamsql run job.sql --table-option orders.properties.bootstrap.servers=broker:9092
  DB_PASSWORD=… streamsql run job.sql         # with 'password' = '${env:DB_PASSWORD}' in it
  streamsql run job.sql --metrics-port 9100   # curl http://127.0.0.1:9100/metrics
  echo "SELECT 1 + 1;" | streamsql run -

Exit code: 0 all jobs finished or were stopped, 1 one failed or was cancelled, 2 bad usage or
SQL.)";

}  // namespace

void add_run_command(CLI::App& app, Program& program) {
  auto arguments = std::make_shared<RunArguments>();
  auto* command = app.add_subcommand("run", "Runs the jobs of a script to their end");
  add_job_arguments(*command, arguments->job);
  add_embedded_arguments(*command, arguments->job);
  command
      ->add_option("--memory", arguments->memory,
                   "Memory budget of the process, e.g. 2g; default: a quarter of the machine's")
      ->type_name("SIZE");
  command
      ->add_option("--metrics-port", arguments->metrics_port,
                   "Serves metrics for Prometheus on 127.0.0.1; 0 takes a free port")
      ->type_name("N")
      ->check(CLI::Range(0, 65535));
  add_checkpoint_arguments(*command, arguments->checkpoints);
  add_log_arguments(*command, arguments->log);
  command->add_flag("--verbose", arguments->verbose,
                    "Echoes each statement to stderr as it is planned");
  command->add_flag("--quiet", arguments->quiet, "Prints no summary");
  command->footer(kFooter);
  command->callback([arguments, &program] {
    program.chosen = [arguments] {
      set_up_log(arguments->log);
      return Run(*arguments).execute();
    };
  });
}

}  // namespace streamsql
