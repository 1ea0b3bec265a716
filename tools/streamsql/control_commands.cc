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
};

// A request is a word, and where it has one a target.
int ask(const ControlArguments& arguments, std::string request) {
  if (!arguments.target.empty()) {
    request += "\t" + std::filesystem::absolute(arguments.target).string();
  }
  auto text = ask_job(find_job_directory(arguments.job), request);
  if (!text.empty() && text.back() != '\n') text += '\n';
  write_to_stdout(text);
  return kSuccess;
}

// A command named like its request, about a job.
struct ControlCommand {
  CLI::App* command;
  std::shared_ptr<ControlArguments> arguments;
};

ControlCommand add_control(CLI::App& app, Program& program, const std::string& word,
                           const std::string& summary) {
  auto* command = app.add_subcommand(word, summary);
  auto arguments = std::make_shared<ControlArguments>();
  command
      ->add_option("JOB", arguments->job,
                   "The job's name, or its directory; 'streamsql checkpoints list' shows them")
      ->required()
      ->type_name("");
  command->callback([arguments, word, &program] {
    program.chosen = [arguments, word] { return ask(*arguments, word); };
  });
  return {command, std::move(arguments)};
}

}  // namespace

void add_control_commands(CLI::App& app, Program& program) {
  const auto stop = add_control(app, program, "stop", "Stops a running job with a last checkpoint");
  stop.command
      ->add_option("--savepoint", stop.arguments->target,
                   "Keeps the last checkpoint as a savepoint in this directory")
      ->type_name("DIR");
  const auto savepoint =
      add_control(app, program, "savepoint", "Takes a savepoint of a running job");
  savepoint.command
      ->add_option("TARGET", savepoint.arguments->target,
                   "The directory for it; default: execution.checkpointing.savepoint-dir of the "
                   "job,\nelse 'savepoints' in the job directory")
      ->type_name("");
  add_control(app, program, "why", "Says what a running job is doing and waits for");
}

}  // namespace streamsql
