// streamsql: the binary's entry. Reads the arguments, runs the chosen command, renders its error.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>

#include "engine/base/error.h"
#include "engine/base/suggestion.h"
#include "tools/streamsql/program.h"
#include "tools/streamsql/signals.h"
#include "tools/streamsql/status_line.h"

#if defined(STREAMSQL_MIMALLOC)
#include <mimalloc.h>
#endif

namespace {

constexpr const char* kDescription =
    "streamsql runs Flink SQL jobs on one machine, as one process.\n";

constexpr const char* kFooter = R"(
Examples:
  streamsql run job.sql                 run the jobs of a script
  streamsql check job.sql               find the mistakes of a script without running it
  streamsql preview job.sql --rows 5    see what each sink would get, writing nothing
  streamsql explain job.sql             see the plan

'streamsql COMMAND --help' tells more about a command.
Exit code: 0 success, 1 a job failed, 2 bad usage or SQL.)";

// CLI11 only says that a command is required; a misspelled one deserves its name and a hint.
bool explain_unknown_command(const CLI::App& app, const std::string& word) {
  std::vector<std::string> names;
  for (const auto* command : app.get_subcommands({})) names.push_back(command->get_name());
  if (word.empty() || word[0] == '-' || std::count(names.begin(), names.end(), word) > 0) {
    return false;
  }
  auto hint = streamsql::did_you_mean(word, names);
  if (hint.empty()) hint = "one of: " + CLI::detail::join(names, ", ");
  std::fprintf(stderr, "error: there is no command '%s'\nhint: %s\n", word.c_str(), hint.c_str());
  return true;
}

int run(const std::function<int()>& chosen) {
  try {
    return chosen();
  } catch (const streamsql::Error& error) {
    streamsql::stderr_status().print(render(error) + "\n");
  } catch (const std::exception& error) {
    streamsql::stderr_status().print(std::string("error: ") + error.what() + "\n");
  }
  return streamsql::kBadUsage;
}

// Buffers of a megabyte come and go with every request to a broker. By default mimalloc gives such
// memory back after 25 ms, and a busy job would fetch most of it again page by page.
void keep_memory_for_a_second() {
#if defined(STREAMSQL_MIMALLOC)
  mi_option_set(mi_option_decommit_delay, 1000);
#endif
}

}  // namespace

int main(int argc, char** argv) {
  keep_memory_for_a_second();
  streamsql::ignore_broken_pipes();
  CLI::App app(kDescription, "streamsql");
  app.footer(kFooter);
  app.set_version_flag("--version", std::string("streamsql " STREAMSQL_VERSION));
  app.require_subcommand(1);
  streamsql::Program program;
  add_run_command(app, program);
  add_preview_command(app, program);
  add_explain_command(app, program);
  add_check_command(app, program);
  add_docs_command(app, program);
  add_shell_command(app, program);
  add_test_command(app, program);
  add_checkpoints_command(app, program);
  add_control_commands(app, program);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    if (argc > 1 && explain_unknown_command(app, argv[1])) return streamsql::kBadUsage;
    return app.exit(error) == 0 ? streamsql::kSuccess : streamsql::kBadUsage;
  }
  return run(program.chosen);
}
