#include "tests/harness/sql_test.h"

#include <algorithm>
#include <fmt/format.h>
#include <sstream>

#include "engine/base/uuid.h"
#include "engine/session/session.h"
#include "engine/sql/parser.h"
#include "tests/harness/changelog_text.h"
#include "tools/streamsql/recording_connector.h"
#include "tools/streamsql/registries.h"
#include "tools/streamsql/unified_diff.h"

namespace streamsql::harness {
namespace {

using Kind = Directive::Kind;

Error malformed(const std::string& name, std::size_t line, std::string_view what) {
  return Error(ErrorCode::InvalidArgument, fmt::format("{}:{}: {}", name, line, what));
}

// ---- reading

class Reader {
 public:
  Reader(const std::string& name, const std::string& text)
      : name_(name), lines_(split_lines(text)) {}

  std::vector<Directive> read() {
    std::vector<Directive> out;
    while (at_ < lines_.size()) {
      const auto& line = lines_[at_];
      if (line.empty() || line.starts_with('#')) {
        ++at_;
      } else {
        out.push_back(directive());
      }
    }
    return out;
  }

 private:
  Directive directive() {
    Directive out = head();
    const bool expects = out.kind == Kind::QueryChangelog || out.kind == Kind::QueryTable;
    while (at_ < lines_.size() && !lines_[at_].empty() && lines_[at_] != "----") {
      out.body += lines_[at_++] + "\n";
    }
    const bool divided = at_ < lines_.size() && lines_[at_] == "----";
    if (expects && !divided) throw malformed(name_, out.line, "---- and the expected rows follow");
    if (!divided) return out;
    for (++at_; at_ < lines_.size() && !lines_[at_].empty();) out.expected += lines_[at_++] + "\n";
    return out;
  }

  Directive head() {
    std::istringstream words(lines_[at_]);
    std::string first, second, third, fourth;
    words >> first >> second >> third >> fourth;
    Directive out{Kind::StatementOk, "", "", "", "", ++at_};
    if (first == "statement" && second == "error") {
      out.kind = Kind::StatementError;
      out.subject = third;
      if (fourth == "at") words >> out.place;
    } else if (first == "query" && (second == "changelog" || second == "table")) {
      out.kind = second == "table" ? Kind::QueryTable : Kind::QueryChangelog;
    } else if (first == "rows" || first == "topic" || first == "table" || first == "written") {
      out.kind = first == "rows"    ? Kind::Rows
                 : first == "topic" ? Kind::Topic
                 : first == "table" ? Kind::Table
                                    : Kind::Written;
      out.subject = second;
    } else if (first != "statement" || second != "ok") {
      throw malformed(name_, out.line, "'" + lines_[at_ - 1] + "' is no directive");
    }
    return out;
  }

  const std::string& name_;
  const std::vector<std::string> lines_;
  std::size_t at_ = 0;
};

// ---- running

// Gone when the job has ended.
struct JobDirectory {
  const std::filesystem::path path =
      std::filesystem::temp_directory_path() / ("streamsql-sql-test-" + make_uuid());
  ~JobDirectory() {
    std::error_code ignored;
    std::filesystem::remove_all(path, ignored);
  }
};

void kill_at_barriers(JobSettings& settings, const std::filesystem::path& directory) {
  settings.checkpoints = CheckpointSettings{};
  settings.checkpoints->directory = directory;
  settings.checkpoints->job_name = "test";
  settings.stepwise = {.steps_per_barrier = 16, .crashes = true};
}

class Runner {
 public:
  explicit Runner(TestMode mode)
      : mode_(mode), real_(make_registries([](std::string_view, bool) {}, &store_)) {
    register_rows(real_->connectors, store_);
    register_recording(connectors_, real_->connectors, store_);
    store_.set_batch_rows(mode.batch_rows);
    session_.settings().set("table.local-time-zone", "UTC");
    session_.settings().set("parallelism.default", std::to_string(mode.parallelism));
  }

  std::optional<std::string> run(const Directive& directive) {
    switch (directive.kind) {
      case Kind::Rows: store_.set_rows(directive.subject, directive.body); return std::nullopt;
      case Kind::Table: store_.set_table(directive.subject, directive.body); return std::nullopt;
      case Kind::Topic: fill_topic(directive); return std::nullopt;
      case Kind::StatementError: return expect_error(directive);
      case Kind::Written:
        if (mode_.killed) return std::nullopt;
        return compare(directive.body, written(directive.subject), false);
      case Kind::StatementOk: break;
      case Kind::QueryChangelog:
      case Kind::QueryTable: break;
    }
    std::string rows;
    if (auto error = execute(directive.body, rows)) return render(*error) + "\n";
    if (directive.kind == Kind::StatementOk) return std::nullopt;
    return compare(directive.expected, rows, directive.kind == Kind::QueryTable);
  }

 private:
  void fill_topic(const Directive& directive) {
    std::vector<TopicRecord> records;
    for (auto& line : split_lines(directive.body)) {
      records.push_back({std::nullopt, std::move(line), 0, {}});
    }
    store_.add_records(directive.subject, std::move(records));
  }

  std::string written(const std::string& sink) const {
    const auto all = store_.written();
    const auto found = all.find(sink);
    return found == all.end() ? "" : found->second;
  }

  std::optional<Error> execute(const std::string& sql, std::string& rows) {
    const auto text = make_source_text("test", sql);
    try {
      for (const auto& statement : parse(text)) execute(statement, rows);
    } catch (Error& error) {
      error.mark_text(text);
      return error;
    }
    return std::nullopt;
  }

  void execute(const ast::Statement& statement, std::string& rows) {
    auto result = session_.execute(statement);
    if (const auto* table = std::get_if<ResultTable>(&result.value)) {
      for (const auto& row : table->rows) {
        std::string line;
        for (const auto& cell : row) line += (line.empty() ? "+I[" : ", ") + cell.value_or("null");
        rows += line + "]\n";
      }
    }
    auto* planned = std::get_if<PlannedJob>(&result.value);
    if (!planned) return;
    MetricRegistry metrics;
    MemoryPool memory("test", mode_.memory);
    auto settings = planned->settings;
    settings.metrics = &metrics;
    settings.memory = &memory;
    settings.collectors = {[&rows](const Batch& batch) { rows += batch.to_string(); }};
    const JobDirectory directory;
    if (mode_.killed) kill_at_barriers(settings, directory.path);
    const auto outcome = Job::compile(planned->plan, std::move(settings))->run_stepwise(1);
    if (outcome.failure) throw *outcome.failure;
  }

  std::optional<std::string> expect_error(const Directive& directive) {
    std::string rows;
    const auto error = execute(directive.body, rows);
    if (!error) return "no error, but " + directive.subject + " is expected\n";
    std::string place, wanted = directive.expected;
    if (error->span() && error->text()) {
      const auto at = error->text()->line_column(error->span()->begin);
      place = fmt::format("{}:{}", at.line, at.column);
    }
    if (wanted.ends_with('\n')) wanted.pop_back();
    const bool same = to_string(error->code()) == directive.subject &&
                      (directive.place.empty() || directive.place == place) &&
                      (wanted.empty() || wanted == error->message());
    if (same) return std::nullopt;
    return fmt::format("another error: {} at {}\n{}\n", to_string(error->code()), place,
                       render(*error));
  }

  std::optional<std::string> compare(const std::string& expected, const std::string& actual,
                                     bool folded) const {
    auto wanted = split_lines(expected), got = split_lines(actual);
    if (folded || !mode_.canonical()) {
      wanted = fold_changelog(expected);
      got = fold_changelog(actual);
    }
    auto diff = unified_diff(wanted, got, {"expected", "actual"});
    if (diff.empty()) return std::nullopt;
    return diff;
  }

  const TestMode mode_;
  EmbeddedStore store_;
  std::unique_ptr<Registries> real_;
  ConnectorRegistry connectors_;
  VirtualClock clock_;
  Session session_{SessionEnvironment{connectors_, builtin_functions(), clock_, &clock_}};
};

}  // namespace

std::vector<Directive> parse_test(const std::string& name, const std::string& text) {
  return Reader(name, text).read();
}

std::string TestMode::to_string() const {
  auto out = fmt::format("batches of {}, parallelism {}", batch_rows, parallelism);
  if (killed) out += fmt::format(", killed at each barrier, {} KB of memory", memory >> 10);
  return out;
}

std::optional<std::string> run_test(const std::vector<Directive>& directives, TestMode mode) {
  Runner runner(mode);
  for (const auto& directive : directives) {
    auto problem = runner.run(directive);
    if (problem)
      return fmt::format("line {} ({}):\n{}", directive.line, mode.to_string(), *problem);
  }
  return std::nullopt;
}

}  // namespace streamsql::harness
