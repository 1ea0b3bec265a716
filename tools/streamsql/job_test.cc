#include "tools/streamsql/job_test.h"

#include <algorithm>
#include <fmt/format.h>
#include <fstream>

#include "engine/base/temporary_directory.h"
#include "engine/sql/parser.h"
#include "tools/streamsql/memory_budget.h"
#include "tools/streamsql/recording_connector.h"
#include "tools/streamsql/registries.h"
#include "tools/streamsql/script.h"
#include "tools/streamsql/unified_diff.h"
#include "tools/streamsql/variables.h"

namespace streamsql {
namespace {

namespace fs = std::filesystem;

// What a job wrote: the files that expected/ should hold.
struct Outcome {
  std::map<std::string, std::string> files;
  bool ordered = true;
};

class JobRun {
 public:
  JobRun(const fs::path& directory, const JobTestOptions& options)
      : directory_(directory),
        options_(options),
        real_(make_registries([](std::string_view, bool) {}, &store_)) {
    register_recording(connectors_, real_->connectors, store_);
    if (fs::is_directory(directory / "fixtures")) store_.load(directory / "fixtures");
    for (const auto& topic : store_.topics()) {
      fixture_sizes_[topic] = store_.records(topic).size();
    }
  }

  // Throws Error, presentable.
  Outcome run() {
    const auto file = (directory_ / "job.sql").string();
    VariableSources sources{
        {{"DIR", fs::absolute(directory_).string()}, {"TMP", temporary_.path().string()}},
        [](const std::string&) { return std::string("test"); },
        read_whole_file};
    const ExpandedText text(make_source_text(file, read_whole_file(file)), sources);
    try {
      for (const auto& statement : parse(text.text())) execute(statement);
    } catch (const Error& error) {
      throw text.presentable(error);
    }
    collect();
    return std::move(outcome_);
  }

 private:
  void execute(const ast::Statement& statement) {
    auto result = session_.execute(statement);
    auto* planned = std::get_if<PlannedJob>(&result.value);
    if (!planned) return;
    MetricRegistry metrics;
    MemoryPool memory("test", memory_budget(""));
    auto settings = planned->settings;
    settings.metrics = &metrics;
    settings.memory = &memory;
    if (planned->kind == PlannedJob::Kind::Select) {
      auto& rows = outcome_.files[fmt::format("query-{}.changelog", ++queries_)];
      settings.collectors = {[&rows](const Batch& batch) { rows += batch.to_string(); }};
    }
    outcome_.ordered = outcome_.ordered && settings.parallelism == 1;
    const auto job = Job::compile(planned->plan, std::move(settings));
    const auto end = job->run_stepwise(options_.seed);
    if (!end.failure) return;
    Error failure = *end.failure;
    failure.mark_text(statement.text);
    throw failure;
  }

  void collect() {
    for (const auto& [sink, changes] : store_.written()) {
      outcome_.files[sink + ".changelog"] = changes;
    }
    for (const auto& topic : store_.topics()) {
      const auto records = store_.records(topic);
      const auto begin = fixture_sizes_[topic];
      if (records.size() == begin) continue;
      auto& file = outcome_.files[topic + ".ndjson"];
      for (auto i = begin; i < records.size(); ++i) {
        file += records[i].value.value_or("null") + "\n";
      }
    }
  }

  const fs::path directory_;
  const JobTestOptions& options_;
  const TemporaryDirectory temporary_{"test"};
  EmbeddedStore store_;
  std::unique_ptr<Registries> real_;
  ConnectorRegistry connectors_;
  VirtualClock clock_;
  Session session_{SessionEnvironment{connectors_, builtin_functions(), clock_, &clock_}};
  std::map<std::string, std::size_t> fixture_sizes_;
  Outcome outcome_;
  int queries_ = 0;
};

void write_file(const fs::path& path, const std::string& text) {
  std::ofstream file(path, std::ios::binary | std::ios::trunc);
  file << text;
  if (file.flush()) return;
  throw Error(ErrorCode::FileSystemFault, fmt::format("Cannot write '{}'", path.string()));
}

void accept(const fs::path& expected, const Outcome& outcome) {
  fs::create_directories(expected);
  for (const auto& entry : fs::directory_iterator(expected)) {
    const auto extension = entry.path().extension();
    if (extension == ".changelog" || extension == ".ndjson") fs::remove(entry.path());
  }
  for (const auto& [name, text] : outcome.files) write_file(expected / name, text);
}

// Names of the files to compare: all that are there, and the changelogs that should be.
std::vector<std::string> names_to_compare(const fs::path& expected, const Outcome& outcome) {
  std::vector<std::string> names;
  for (const auto& [name, text] : outcome.files) {
    if (name.ends_with(".changelog")) names.push_back(name);
  }
  if (fs::is_directory(expected)) {
    for (const auto& entry : fs::directory_iterator(expected)) {
      names.push_back(entry.path().filename().string());
    }
  }
  std::sort(names.begin(), names.end());
  names.erase(std::unique(names.begin(), names.end()), names.end());
  return names;
}

std::string compare(const fs::path& file, const std::string& actual, bool ordered) {
  if (!fs::exists(file)) {
    return fmt::format("{} is missing; --accept writes it with {} lines\n", file.string(),
                       split_lines(actual).size());
  }
  auto wanted = split_lines(read_whole_file(file.string())), got = split_lines(actual);
  if (!ordered) {
    std::sort(wanted.begin(), wanted.end());
    std::sort(got.begin(), got.end());
  }
  return unified_diff(wanted, got, {file.string(), "what the job wrote"});
}

}  // namespace

std::vector<fs::path> find_job_tests(const fs::path& directory) {
  if (fs::exists(directory / "job.sql")) return {directory};
  std::vector<fs::path> out;
  if (fs::is_directory(directory)) {
    for (const auto& entry : fs::recursive_directory_iterator(directory)) {
      if (entry.path().filename() == "job.sql") out.push_back(entry.path().parent_path());
    }
  }
  if (out.empty()) {
    throw Error(ErrorCode::FileSystemFault,
                fmt::format("There is no job.sql in '{}' or below", directory.string()));
  }
  std::sort(out.begin(), out.end());
  return out;
}

JobTestResult run_job_test(const fs::path& directory, const JobTestOptions& options) {
  JobTestResult result;
  const auto expected = directory / "expected";
  try {
    const auto outcome = JobRun(directory, options).run();
    if (options.accept) {
      accept(expected, outcome);
      return {true, outcome.files.size(), ""};
    }
    const bool ordered = outcome.ordered && !options.unordered;
    for (const auto& name : names_to_compare(expected, outcome)) {
      const auto found = outcome.files.find(name);
      const auto& actual = found == outcome.files.end() ? std::string() : found->second;
      result.report += compare(expected / name, actual, ordered);
      ++result.files;
    }
    if (result.files == 0) result.report = "the job wrote nothing and nothing is expected\n";
  } catch (const Error& error) {
    result.report += render(error) + "\n";
  }
  result.passed = result.report.empty();
  return result;
}

}  // namespace streamsql
