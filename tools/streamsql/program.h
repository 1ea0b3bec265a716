// Program: what main.cc and the commands share: exit codes, the chosen command, its arguments.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "tools/streamsql/log.h"

namespace CLI {
class App;
}

namespace streamsql {

enum ExitCode : int { kSuccess = 0, kJobFailed = 1, kBadUsage = 2 };

// Each add_*_command adds one subcommand whose callback puts what is to be done into `chosen`; it
// returns the exit code, and may throw Error, which is then printed and ends with kBadUsage.
struct Program {
  std::function<int()> chosen;
};

void add_run_command(CLI::App& app, Program& program);
void add_preview_command(CLI::App& app, Program& program);
void add_explain_command(CLI::App& app, Program& program);
void add_check_command(CLI::App& app, Program& program);
void add_docs_command(CLI::App& app, Program& program);
void add_shell_command(CLI::App& app, Program& program);
void add_test_command(CLI::App& app, Program& program);
void add_control_commands(CLI::App& app, Program& program);
void add_checkpoints_command(CLI::App& app, Program& program);

// What every command that reads a job file takes.
struct JobArguments {
  std::string file;
  std::vector<std::string> variables;      // name=value
  std::vector<std::string> settings;       // key=value
  std::vector<std::string> table_options;  // T.key=value
  bool embedded = false;                   // topics and database tables in memory
  std::string fixtures;                    // what they are filled from; empty: beside the file
};
void add_job_arguments(CLI::App& command, JobArguments& arguments);
void add_embedded_arguments(CLI::App& command, JobArguments& arguments);
void add_log_arguments(CLI::App& command, LogSettings& log);

}  // namespace streamsql
