// streamsql stop, savepoint, why: speak to a job that another process runs.
#include <CLI/CLI.hpp>
#include <filesystem>
#include <fmt/format.h>
#include <memory>

#include "tools/streamsql/control_socket.h"
#include "tools/streamsql/program.h"
#include "tools/streamsql/result_printer.h"
#include "tools/streamsql/state_home.h"

namespace streamsql {
namespace {

struct ControlArguments {
  std::string job, target;
  bool savepoint = false;
};

std::string absolute(const std::string& path) {
  return path.empty() ? "" : std::filesystem::absolute(path).string();
}

int ask(const ControlArguments& arguments, const std::string& request) {
  auto text = ask_job(find_job_directory(arguments.job), request);
  if (!text.empty() && text.back() != '\n') text += '\n';
  write_to_stdout(text);
  return kSuccess;
}

std::shared_ptr<ControlArguments> add_job(CLI::App& command) {
  auto arguments = std::make_shared<ControlArguments>();
  command
      .add_option("JOB", arguments->job,
                  "The job's name, or its directory; 'streamsql checkpoints list' shows them")
      ->required()
      ->type_name("");
  return arguments;
}

void add_stop(CLI::App& app, Program& program) {
  auto* command = app.add_subcommand("stop", "Stops a running job with a last checkpoint");
  const auto arguments = add_job(*command);
  command
      ->add_option("--savepoint", arguments->target,
                   "Keeps the last checkpoint as a savepoint in this directory")
      ->type_name("DIR");
  command->callback([arguments, &program] {
    program.chosen = [arguments] {
      return ask(*arguments, "stop\t" + absolute(arguments->target));
    };
  });
}

void add_savepoint(CLI::App& app, Program& program) {
  auto* command = app.add_subcommand("savepoint", "Takes a savepoint of a running job");
  const auto arguments = add_job(*command);
  command
      ->add_option("TARGET", arguments->target,
                   "The directory for it; default: execution.checkpointing.savepoint-dir of the "
                   "job,\nelse 'savepoints' in the job directory")
      ->type_name("");
  command->callback([arguments, &program] {
    program.chosen = [arguments] {
      return ask(*arguments, "savepoint\t" + absolute(arguments->target));
    };
  });
}

void add_why(CLI::App& app, Program& program) {
  auto* command = app.add_subcommand("why", "Says what a running job is doing and waits for");
  const auto arguments = add_job(*command);
  command->callback(
      [arguments, &program] { program.chosen = [arguments] { return ask(*arguments, "why"); }; });
}

}  // namespace

void add_control_commands(CLI::App& app, Program& program) {
  add_stop(app, program);
  add_savepoint(app, program);
  add_why(app, program);
}

}  // namespace streamsql
