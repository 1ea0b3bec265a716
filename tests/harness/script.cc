#include "tests/harness/script.h"

#include "connectors/blackhole/register.h"
#include "connectors/datagen/register.h"
#include "connectors/filesystem/register.h"
#include "connectors/formats/register.h"
#include "connectors/print/register.h"
#include "engine/base/metrics.h"
#include "engine/base/temporary_directory.h"
#include "engine/batch/row_text.h"
#include "engine/session/session.h"
#include "engine/sql/parser.h"

namespace streamsql::harness {
namespace {

namespace fs = std::filesystem;

void replace_all(std::string& text, std::string_view what, std::string_view by) {
  for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at + by.size())) {
    text.replace(at, what.size(), by);
  }
}

class Runner {
 public:
  Runner(const ScriptOptions& options, std::string& output) : options_(options), output_(output) {
    register_formats(formats_);
    register_print(connectors_, [this](std::string_view text, bool) { output_ += text; });
    register_blackhole(connectors_);
    register_datagen(connectors_);
    register_filesystem(connectors_, formats_);
    session_.settings().set("table.local-time-zone", "UTC");
    session_.settings().set("pipeline.auto-watermark-interval", "0");
    session_.settings().set("parallelism.default", std::to_string(options.parallelism));
  }

  void execute(const ast::Statement& statement) {
    auto result = session_.execute(statement);
    if (auto* table = std::get_if<ResultTable>(&result.value)) print(*table);
    if (auto* job = std::get_if<PlannedJob>(&result.value)) run(*job);
  }

 private:
  void run(PlannedJob& planned) {
    MetricRegistry metrics;
    MemoryPool memory("job", 1ull << 30);
    planned.settings.metrics = &metrics;
    planned.settings.memory = &memory;
    planned.settings.collectors = {[this](const Batch& batch) { output_ += batch.to_string(); }};
    const auto job = Job::compile(planned.plan, planned.settings);
    const auto outcome = job->run_stepwise(options_.seed);
    if (outcome.failure) throw *outcome.failure;
  }

  // DESCRIBE's column `null` is a BOOLEAN, which the shell shows as TRUE and Java as true.
  static std::string cell(const std::string& header, const std::optional<std::string>& value) {
    if (header == "null" && value) return *value == "TRUE" ? "true" : "false";
    return value.value_or("null");
  }

  void print(const ResultTable& table) {
    for (const auto& row : table.rows) {
      output_ += "+I[";
      for (std::size_t i = 0; i < row.size(); ++i) {
        if (i > 0) output_ += ", ";
        output_ += cell(table.header[i], row[i]);
      }
      output_ += "]\n";
    }
  }

  const ScriptOptions& options_;
  std::string& output_;
  FormatRegistry formats_;
  ConnectorRegistry connectors_;
  VirtualClock clock_;
  Session session_{SessionEnvironment{connectors_, builtin_functions(), clock_, &clock_}};
};

}  // namespace

ScriptResult run_script(const std::string& name, std::string sql, const fs::path& directory,
                        const ScriptOptions& options) {
  const TemporaryDirectory temporary("script");
  replace_all(sql, "${DIR}", directory.string());
  replace_all(sql, "${TMP}", temporary.path().string());
  ScriptResult result;
  result.text = make_source_text(name, std::move(sql));
  try {
    Runner runner(options, result.output);
    for (const auto& statement : parse(result.text)) runner.execute(statement);
  } catch (const Error& error) {
    result.error = error;
  }
  replace_all(result.output, directory.string(), "${DIR}");
  replace_all(result.output, temporary.path().string(), "${TMP}");
  return result;
}

}  // namespace streamsql::harness
