// streamsql checkpoints: what a job has kept, whether it is whole, and what changed in between.
#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <memory>

#include "engine/base/error.h"
#include "tools/streamsql/checkpoint_text.h"
#include "tools/streamsql/program.h"
#include "tools/streamsql/result_printer.h"
#include "tools/streamsql/state_home.h"

namespace streamsql {
namespace {

namespace fs = std::filesystem;

struct CheckpointArguments {
  std::string job, other;
};

int list(const CheckpointArguments& arguments) {
  const auto directory = find_job_directory(arguments.job);
  write_to_stdout(fmt::format("{}\n", directory.string()));
  write_to_stdout(result_table_text(checkpoint_list(directory), false));
  return kSuccess;
}

int show(const CheckpointArguments& arguments) {
  write_to_stdout(checkpoint_details(read_manifest(find_checkpoint(arguments.job))));
  return kSuccess;
}

bool print_verdict(std::string_view what, const std::vector<std::string>& complaints) {
  write_to_stdout(fmt::format("{}: {}\n", what, complaints.empty() ? "whole" : "DAMAGED"));
  for (const auto& complaint : complaints) write_to_stdout(fmt::format("  {}\n", complaint));
  return complaints.empty();
}

bool verify_one(const fs::path& checkpoint) {
  return print_verdict(checkpoint.filename().string(), verify_checkpoint(checkpoint));
}

int verify(const CheckpointArguments& arguments) {
  if (fs::exists(fs::path(arguments.job) / "META")) {
    return verify_one(arguments.job) ? kSuccess : kJobFailed;
  }
  const auto directory = find_job_directory(arguments.job);
  bool whole = print_verdict("JOB and DECIDED", verify_notes(directory));
  for (const auto& name : list_checkpoints(directory)) {
    whole = verify_one(checkpoint_path(directory, name)) && whole;
  }
  return whole ? kSuccess : kJobFailed;
}

int diff(const CheckpointArguments& arguments) {
  const auto before = read_manifest(find_checkpoint(arguments.job));
  const auto after = read_manifest(find_checkpoint(arguments.other));
  write_to_stdout(result_table_text(checkpoint_difference(before, after), false));
  return kSuccess;
}

constexpr const char* kFooter = R"(
JOB is the name of a job or its directory ($XDG_STATE_HOME/streamsql/<job>, else
~/.local/state/streamsql/<job>). CHECKPOINT is a chk-… directory, or a JOB for its newest one.

Examples:
  streamsql checkpoints list iot-enrichment
  streamsql checkpoints show iot-enrichment      positions, watermarks, operators, files
  streamsql checkpoints verify iot-enrichment    reads every file; exit code 1 when one is damaged
  streamsql checkpoints diff CHECKPOINT CHECKPOINT)";

using Action = int (*)(const CheckpointArguments&);

CLI::App& add_action(CLI::App& command, Program& program,
                     const std::shared_ptr<CheckpointArguments>& arguments,
                     std::tuple<const char*, const char*, Action> row) {
  auto* action = command.add_subcommand(std::get<0>(row), std::get<1>(row));
  action->callback([arguments, &program, run = std::get<2>(row)] {
    program.chosen = [arguments, run] { return run(*arguments); };
  });
  return *action;
}

}  // namespace

void add_checkpoints_command(CLI::App& app, Program& program) {
  auto arguments = std::make_shared<CheckpointArguments>();
  auto* command = app.add_subcommand("checkpoints", "Lists, shows, verifies and compares them");
  command->require_subcommand(1);
  command->footer(kFooter);
  add_action(*command, program, arguments, {"list", "The checkpoints of a job", list})
      .add_option("JOB", arguments->job, "A job's name or directory")
      ->required();
  add_action(*command, program, arguments, {"show", "What one checkpoint holds", show})
      .add_option("CHECKPOINT", arguments->job, "A checkpoint's directory, or a job")
      ->required();
  add_action(*command, program, arguments, {"verify", "Compares every file's digest", verify})
      .add_option("CHECKPOINT", arguments->job, "A checkpoint's directory, or a job")
      ->required();
  auto& both = add_action(*command, program, arguments,
                          {"diff", "What changed from one checkpoint to another", diff});
  both.add_option("BEFORE", arguments->job, "A checkpoint's directory")->required();
  both.add_option("AFTER", arguments->other, "A checkpoint's directory, or a job")->required();
}

}  // namespace streamsql
