// Session: statements in, results and jobs out. The one door of the engine for its front ends.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "engine/base/settings.h"
#include "engine/catalog/catalog.h"
#include "engine/catalog/result_table.h"
#include "engine/connector/checkpoint_storage.h"
#include "engine/connector/connector.h"
#include "engine/function/function.h"
#include "engine/plan/physical.h"
#include "engine/planner/planner.h"
#include "engine/runtime/job.h"
#include "engine/sql/ast.h"

namespace streamsql {

// What a session is given; all of it outlives the session and its jobs.
struct SessionEnvironment {
  const ConnectorRegistry& connectors;
  const FunctionRegistry& functions = builtin_functions();
  const Clock& clock = system_clock();
  VirtualClock* virtual_clock = nullptr;  // the clock, when tests move it
  // execution.checkpointing.storage = jdbc; empty: jobs are told no such thing (tests)
  MakeCheckpointStorage jdbc_storage{};
  const TableFunctions* table_functions = nullptr;  // null: there are none
};

// A statement that reads or writes tables: planned, not started. One job for a SELECT, an INSERT or
// a whole statement set.
struct PlannedJob {
  enum class Kind : std::uint8_t { Insert, StatementSet, Select } kind;
  physical::Plan plan;
  JobSettings settings;              // metrics, memory and collectors are the caller's to fill in
  std::vector<std::string> notices;  // what the user should be told before it runs
  // What the settings ask for, if this job may take checkpoints (not a SELECT, interval not 0).
  // Whoever runs it may choose a directory and put it into `settings`.
  std::optional<CheckpointSettings> checkpoints{};
  bool checkpoints_chosen = false;  // an interval was set
  std::optional<std::string> pipeline_name{};
};

// SET, DDL, USE: "OK".
struct Done {};
// QUIT, HELP and the like: for the shell.
struct ClientRequest {
  ast::ClientCommand command;
};
// A statement of BEGIN STATEMENT SET … END that waits for its END.
struct Collected {};

struct StatementResult {
  std::variant<Done, ResultTable, PlannedJob, ClientRequest, Collected> value;
  std::vector<std::string> warnings;
};

// One thread.
class Session {
 public:
  explicit Session(const SessionEnvironment& environment);

  // Throws Error with a place in statement.text. A failed statement changes nothing.
  StatementResult execute(const ast::Statement& statement);
  Settings& settings() { return settings_; }
  const Catalog& catalog() const { return catalog_; }
  // The option of every table that is declared with this name (its last part) takes this value, in
  // place of or beside what its WITH says. For --table-option T.key=value.
  void override_option(std::string_view table, std::string key, std::string value);
  // Tables of override_option that no statement has declared: most likely a slip.
  std::vector<std::string> unused_overrides() const;
  bool in_statement_set() const { return statement_set_.has_value(); }

 private:
  struct Executor;
  PlannerContext planner_context() const;
  PlannedJob plan(PlannedJob::Kind kind, std::vector<const ast::Statement*> statements);
  JobSettings job_settings() const;
  CheckpointSettings job_checkpoints() const;
  std::string job_name(const std::vector<const ast::Statement*>& statements) const;
  ResultTable explain(const ast::Explain& explain);
  ResultTable show_settings() const;
  void apply_overrides(const ObjectPath& path);

  SessionEnvironment environment_;
  Catalog catalog_;
  Settings settings_;
  std::optional<std::vector<ast::Statement>> statement_set_;
  std::map<std::string, std::map<std::string, std::string>, std::less<>> overrides_;
  std::set<std::string> applied_overrides_;
};

}  // namespace streamsql
