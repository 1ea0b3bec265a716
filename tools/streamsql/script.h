// Script: a job file, expanded, parsed and planned, statement by statement, before anything runs.
#pragma once

#include <functional>
#include <string>
#include <variant>
#include <vector>

#include "engine/session/session.h"
#include "tools/streamsql/alerts.h"
#include "tools/streamsql/program.h"
#include "tools/streamsql/variables.h"

namespace streamsql {

// How the rows of a SELECT are printed: what the settings said when it was planned.
struct ResultStyle {
  bool streaming = true;
  int max_column_width = 30;
};

// A job to run.
struct JobStep {
  PlannedJob job;
  ResultStyle style;
  AlertThresholds alerts;
  bool wait = false;  // the next step waits for its end: a SELECT, or table.dml-sync
};
// A table to print.
struct TableStep {
  ResultTable table;
  bool plain = false;  // EXPLAIN and SHOW CREATE: the text without a frame
};
struct Step {
  std::variant<JobStep, TableStep> what;
  ast::Statement statement;
};

// One script in one session; one thread.
class Script {
 public:
  // Reads and expands the file. Throws FileSystemFault, or InvalidArgument for arguments that are
  // no pairs.
  Script(const JobArguments& arguments, const SessionEnvironment& environment);

  // Executes every statement: DDL and SET take effect, jobs are planned and not started. `warn`
  // gets what the user should be told, `echo` the text of each statement before it is executed, as
  // it was written but for passwords. Throws the first mistake.
  using Say = std::function<void(const std::string&)>;
  std::vector<Step> plan(const Say& warn, const Say& echo = {});

  Session& session() { return session_; }
  const ExpandedText& text() const { return text_; }
  // Throws for tables that --table-option names and no statement declares. After plan().
  void check_table_options() const;

 private:
  void execute(const ast::Statement& statement, std::vector<Step>& steps, const Say& warn);
  void add_step(const ast::Statement& statement, StatementResult result, std::vector<Step>& steps);

  ExpandedText text_;
  Session session_;
};

// "name=value" in two. Throws InvalidArgument that names the option.
std::pair<std::string, std::string> parse_pair(const std::string& text, const std::string& option);

// Applies "T.key=value" of --table-option. Throws InvalidArgument.
void override_options(Session& session, const std::vector<std::string>& table_options);

// Whether the answer of a statement is one text, shown without a frame: EXPLAIN, SHOW CREATE.
bool prints_plain_text(const ast::Statement& statement);

// A file's content; '-' is standard input. Throws FileSystemFault.
std::string read_whole_file(const std::string& path);

}  // namespace streamsql
