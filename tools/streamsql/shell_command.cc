// streamsql shell: the command's arguments.
#include <CLI/CLI.hpp>

#include "tools/streamsql/shell.h"

namespace streamsql {
namespace {

constexpr const char* kFooter = R"(
On a terminal the shell reads statements with editing, history and completion. With -f, -e, or
standard input that is no terminal it runs a script, stops at the first mistake, and waits for the
jobs that it has started.

Examples:
  streamsql shell
  streamsql shell -i tables.sql                    # with tables declared before the first prompt
  streamsql shell -e "SELECT 1 + 1"
  streamsql shell -f job.sql
  streamsql shell --embedded --fixtures sql-examples/iot-enrichment/fixtures
  echo "SHOW FUNCTIONS;" | streamsql shell

Exit code: 0 success, 1 a job failed, 2 bad usage or SQL.)";

void add_arguments(CLI::App& command, ShellArguments& arguments) {
  command
      .add_option("-i,--init", arguments.init_file,
                  "Runs the CREATE, USE, SET and the like of a file first")
      ->type_name("FILE");
  auto* file = command.add_option("-f,--file", arguments.file, "Runs the statements of a file")
                   ->type_name("FILE");
  command.add_option("-e,--execute", arguments.statements, "Runs statements; may be repeated")
      ->type_name("SQL")
      ->allow_extra_args(false)
      ->excludes(file);
  command.add_option("--var", arguments.variables, "Value of ${name} in statements")
      ->type_name("NAME=VALUE")
      ->allow_extra_args(false);
  command.add_option("-D", arguments.settings, "Sets a configuration key")
      ->type_name("KEY=VALUE")
      ->allow_extra_args(false);
  command
      .add_option("--table-option", arguments.table_options,
                  "Sets an option of table T in place of what its WITH says")
      ->type_name("T.KEY=VALUE")
      ->allow_extra_args(false);
  command.add_flag("--embedded", arguments.embedded,
                   "Keeps kafka topics and jdbc tables in memory instead of on servers");
  command
      .add_option("--fixtures", arguments.fixtures,
                  "Files that fill them: <topic>.ndjson, <table>.csv; default: fixtures/")
      ->type_name("DIR");
  command.add_option("--memory", arguments.memory, "Memory budget of the process, e.g. 2g")
      ->type_name("SIZE");
}

}  // namespace

void add_shell_command(CLI::App& app, Program& program) {
  auto arguments = std::make_shared<ShellArguments>();
  arguments->log.level = "warn";
  auto* command = app.add_subcommand("shell", "Runs statements as they are typed");
  add_arguments(*command, *arguments);
  add_log_arguments(*command, arguments->log);
  command->footer(kFooter);
  command->callback([arguments, &program] {
    program.chosen = [arguments] {
      set_up_log(arguments->log);
      return Shell(*arguments).run();
    };
  });
}

}  // namespace streamsql
