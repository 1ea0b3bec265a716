// streamsql explain: prints the plan of every job of a script.
#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "tools/streamsql/planned_script.h"
#include "tools/streamsql/result_printer.h"

namespace streamsql {
namespace {

struct ExplainArguments {
  JobArguments job;
  LogSettings log;
  std::string format = "text";
  bool changelog_mode = false;
};

std::string plan_text(const physical::Plan& plan, const ExplainArguments& arguments) {
  if (arguments.format == "json") return to_json(plan);
  if (arguments.format == "dot") return to_dot(plan);
  return to_text(plan, {arguments.changelog_mode});
}

std::string with_line_end(std::string text) {
  return text.ends_with('\n') ? std::move(text) : text + "\n";
}

// A heading per job in text; JSON plans become one array, as several would be no document.
std::string explain(const PlannedScript& planned, const ExplainArguments& arguments) {
  std::string out;
  int jobs = 0;
  for (const auto& step : planned.steps) {
    const auto* job = std::get_if<JobStep>(&step.what);
    if (!job) continue;
    if (arguments.format == "json") out += jobs == 0 ? "[" : ",\n";
    if (arguments.format == "text") {
      out += fmt::format("{}== {} ==\n", jobs == 0 ? "" : "\n", job_title(planned.script, step));
    }
    const auto text = plan_text(job->job.plan, arguments);
    out += arguments.format == "json" ? text : with_line_end(text);
    ++jobs;
  }
  if (arguments.format == "json") out += jobs == 0 ? "[]\n" : "]\n";
  return planned.script.text().secrets().mask(out);
}

constexpr const char* kFooter = R"(
Nothing is connected to and nothing runs. A part that several sinks share is printed once and
referred to by its id.

Examples:
  streamsql explain job.sql
  streamsql explain job.sql --changelog-mode
  streamsql explain job.sql --format dot | dot -Tsvg > plan.svg)";

}  // namespace

void add_explain_command(CLI::App& app, Program& program) {
  auto arguments = std::make_shared<ExplainArguments>();
  auto* command = app.add_subcommand("explain", "Prints the plan of every job of a script");
  add_job_arguments(*command, arguments->job);
  command->add_option("--format", arguments->format, "text, json or dot (Graphviz)")
      ->type_name("FORMAT")
      ->check(CLI::IsMember({"text", "json", "dot"}))
      ->capture_default_str();
  command->add_flag("--changelog-mode", arguments->changelog_mode,
                    "Shows which row kinds each operator produces (text)");
  add_log_arguments(*command, arguments->log);
  command->footer(kFooter);
  command->callback([arguments, &program] {
    program.chosen = [arguments] {
      set_up_log(arguments->log);
      write_to_stdout(explain(PlannedScript(arguments->job), *arguments));
      return kSuccess;
    };
  });
}

}  // namespace streamsql
