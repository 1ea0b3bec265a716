#include <CLI/CLI.hpp>

#include "tools/streamsql/program.h"

namespace streamsql {

void add_job_arguments(CLI::App& command, JobArguments& arguments) {
  command.add_option("FILE", arguments.file, "The SQL script; '-' reads standard input")
      ->required()
      ->type_name("");
  command
      .add_option("--var", arguments.variables,
                  "Value of ${name} in the script; may be repeated.\n"
                  "${env:NAME} and ${file:PATH} need no --var and are never printed")
      ->type_name("NAME=VALUE")
      ->allow_extra_args(false);
  command
      .add_option("-D", arguments.settings,
                  "Sets a configuration key, as SET does at the beginning of the script")
      ->type_name("KEY=VALUE")
      ->allow_extra_args(false);
  command
      .add_option("--table-option", arguments.table_options,
                  "Sets an option of table T in place of what its WITH says, for example\n"
                  "orders.properties.bootstrap.servers=broker:9092")
      ->type_name("T.KEY=VALUE")
      ->allow_extra_args(false);
}

void add_embedded_arguments(CLI::App& command, JobArguments& arguments) {
  auto* embedded = command.add_flag(
      "--embedded", arguments.embedded,
      "Runs without servers: Kafka topics and database tables live in memory, are\n"
      "filled from fixtures, end when those are read, and are shown at the end");
  command
      .add_option("--fixtures", arguments.fixtures,
                  "Directory of <topic>.ndjson and <table>.csv; default: 'fixtures' beside FILE")
      ->type_name("DIR")
      ->needs(embedded);
}

void add_log_arguments(CLI::App& command, LogSettings& log) {
  command.add_option("--log-level", log.level, "trace, debug, info, warn, error or off")
      ->type_name("LEVEL")
      ->capture_default_str();
  command.add_option("--log-file", log.file, "Appends the log to a file instead of stderr")
      ->type_name("FILE");
}

}  // namespace streamsql
