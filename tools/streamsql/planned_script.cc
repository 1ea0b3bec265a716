#include "tools/streamsql/planned_script.h"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include "tools/streamsql/embedded_run.h"
#include "tools/streamsql/result_printer.h"

namespace streamsql {

PlannedScript::PlannedScript(const JobArguments& arguments)
    : store(arguments.embedded ? load_fixtures(arguments) : nullptr),
      registries(make_registries(
          [](std::string_view text, bool) { write_to_stdout(std::string(text)); }, store.get())),
      script(arguments, session_environment(*registries)) {
  keep_out_of_log(script.text().secrets());
  try {
    steps = script.plan([](const std::string& text) { spdlog::warn("{}", text); });
    script.check_table_options();
  } catch (const Error& error) {
    throw script.text().presentable(error);
  }
}

std::string job_title(const Script& script, const Step& step) {
  const auto& text = script.text();
  const auto place = text.original()->line_column(text.original_span(step.statement.span).begin);
  const auto& job = std::get<JobStep>(step.what).job;
  return fmt::format("{} ({}:{})", job.settings.name, text.original()->name(), place.line);
}

}  // namespace streamsql
