#include "engine/session/session.h"

#include <algorithm>
#include <fmt/format.h>

#include "engine/base/ascii.h"
#include "engine/planner/ddl.h"
#include "engine/planner/explain.h"
#include "engine/session/checkpoint_options.h"

namespace streamsql {
namespace {

bool is_insert(const ast::Statement& statement) { return statement.as<ast::Insert>() != nullptr; }

Error unsupported(std::string name, SourceSpan span) {
  return Error(ErrorCode::UnsupportedSyntax, fmt::format("{} is not supported yet", name)).at(span);
}

// The words that name a statement: "STOP JOB", "LOAD MODULE".
std::string first_words(const ast::Statement& statement) {
  if (!statement.text) return "This statement";
  const auto text = statement.text->text(statement.span);
  const auto end = text.find_first_of(" \t\r\n", text.find_first_of(" \t\r\n") + 1);
  return to_upper(text.substr(0, end));
}

Error unsupported(const ast::Statement& statement) {
  auto error = unsupported(first_words(statement), statement.span);
  if (!statement.as<ast::StopJob>()) return error;
  return std::move(error).hint("'streamsql stop JOB' stops a running job with a last checkpoint");
}

}  // namespace

// One member per kind of statement.
struct Session::Executor {
  Session& session;
  const ast::Statement& statement;
  StatementResult& result;

  void operator()(const ast::QueryStatement&) {
    result.value = session.plan(PlannedJob::Kind::Select, {&statement});
  }

  void operator()(const ast::Insert&) {
    if (!session.statement_set_) {
      result.value = session.plan(PlannedJob::Kind::Insert, {&statement});
      return;
    }
    session.plan(PlannedJob::Kind::Insert, {&statement});  // mistakes show here, not at END
    session.statement_set_->push_back(statement);
    result.value = Collected{};
  }

  void operator()(const ast::StatementSet& set) {
    std::vector<const ast::Statement*> statements;
    for (const auto& member : set.statements) statements.push_back(member.get());
    run_set(statements);
  }

  void operator()(const ast::BeginStatementSet&) {
    if (session.statement_set_) {
      throw Error(ErrorCode::InvalidStatement, "A statement set has been begun already.")
          .at(statement.span)
          .hint("end it with END; first");
    }
    session.statement_set_.emplace();
    result.value = Collected{};
  }

  void operator()(const ast::EndStatementSet&) {
    if (!session.statement_set_) {
      throw Error(ErrorCode::InvalidStatement,
                  "No Statement Set to submit, \"END;\" command should be used after \"BEGIN "
                  "STATEMENT SET;\".")
          .at(statement.span);
    }
    const auto collected = std::move(*session.statement_set_);
    session.statement_set_.reset();
    std::vector<const ast::Statement*> statements;
    for (const auto& member : collected) statements.push_back(&member);
    if (!statements.empty()) run_set(statements);
  }

  void operator()(const ast::Explain& explain) { result.value = session.explain(explain); }

  void operator()(const ast::Set& set) {
    if (!set.option) {
      result.value = session.show_settings();
      return;
    }
    const auto& [key, value] = *set.option;
    auto warning = session.settings_.set(key.value, OptionValue{value.value, key.span, value.span});
    if (warning) result.warnings.push_back(std::move(*warning));
  }

  void operator()(const ast::Reset& reset) {
    if (reset.key) {
      session.settings_.reset(reset.key->value);
    } else {
      session.settings_.reset();
    }
  }

  void operator()(const ast::ClientCommand& command) { result.value = ClientRequest{command}; }
  void operator()(const ast::UnsupportedStatement& other) {
    throw unsupported(other.name, statement.span);
  }
  void operator()(const ast::ChangeJar&) {
    result.warnings.push_back("JARs mean nothing here: connectors and functions are built in");
  }
  void operator()(const auto&) { run_ddl(); }

 private:
  void run_ddl() {
    const auto* made = statement.as<ast::CreateTable>();
    if (!made || !made->as_query) return change_catalog();
    const auto before = session.catalog_;
    try {
      change_catalog();
    } catch (...) {
      session.catalog_ = before;  // a table that cannot be filled is not made
      throw;
    }
  }

  void change_catalog() {
    auto done = execute_ddl(statement, session.catalog_, session.planner_context());
    if (!done) throw unsupported(statement);
    if (const auto* create = statement.as<ast::CreateTable>()) {
      session.apply_overrides(session.catalog_.resolve(create->name));
    }
    const bool asks = statement.as<ast::Show>() || statement.as<ast::Describe>();
    if (asks) result.value = std::move(done->table);
    if (!done->then_run) return;
    auto insert = *std::move(done->then_run);
    result.value = session.plan(PlannedJob::Kind::Insert, {&insert});
  }

  void run_set(const std::vector<const ast::Statement*>& statements) {
    for (const auto* member : statements) {
      if (is_insert(*member)) continue;
      throw Error(ErrorCode::InvalidStatement, "Only INSERT statement is allowed in Statement Set.")
          .at(member->span);
    }
    result.value = session.plan(PlannedJob::Kind::StatementSet, statements);
  }
};

Session::Session(const SessionEnvironment& environment) : environment_(environment) {}

StatementResult Session::execute(const ast::Statement& statement) {
  StatementResult result{Done{}, {}};
  try {
    const bool allowed = statement.as<ast::Insert>() || statement.as<ast::EndStatementSet>() ||
                         statement.as<ast::BeginStatementSet>() ||
                         statement.as<ast::ClientCommand>();
    if (statement_set_ && !allowed) {
      throw Error(ErrorCode::InvalidStatement, "Only INSERT statement is allowed in Statement Set.")
          .at(statement.span)
          .hint("end the set with END; first");
    }
    std::visit(Executor{*this, statement, result}, statement.node);
  } catch (Error& error) {
    error.mark_text(statement.text);
    throw;
  }
  return result;
}

PlannerContext Session::planner_context() const {
  PlannerContext out{catalog_, environment_.connectors, settings_, environment_.functions,
                     environment_.clock};
  out.table_functions = environment_.table_functions;
  return out;
}

PlannedJob Session::plan(PlannedJob::Kind kind, std::vector<const ast::Statement*> statements) {
  PlannedJob job{kind, plan_statements(statements, planner_context()), job_settings(), {}};
  job.settings.name = job_name(statements);
  job.pipeline_name = settings_.find("pipeline.name");
  const auto interval = checkpoint_interval(settings_);
  job.checkpoints_chosen = interval && interval->count() > 0;
  const bool off = interval && interval->count() == 0;
  if (kind != PlannedJob::Kind::Select && !off) job.checkpoints = job_checkpoints();
  return job;
}

CheckpointSettings Session::job_checkpoints() const {
  auto out = checkpoint_settings(settings_);
  const auto& make = environment_.jdbc_storage;
  if (!make || settings_.word("execution.checkpointing.storage") != "jdbc") return out;
  make(settings_);  // mistakes show here, not when the job starts
  out.make_storage = [make, settings = settings_] { return make(settings); };
  return out;
}

JobSettings Session::job_settings() const {
  JobSettings job;
  job.parallelism = settings_.parallelism();
  const auto interval = checkpoint_interval(settings_);
  if (interval && interval->count() > 0) job.flush_interval = interval;
  job.restart = restart_settings(settings_);
  job.zone = session_zone(settings_);
  job.clock = &environment_.clock;
  job.virtual_clock = environment_.virtual_clock;
  return job;
}

// As Flink names jobs.
std::string Session::job_name(const std::vector<const ast::Statement*>& statements) const {
  if (const auto name = settings_.find("pipeline.name")) return *name;
  std::string targets;
  for (const auto* statement : statements) {
    const auto* insert = statement->as<ast::Insert>();
    if (!insert) return "collect";
    if (!targets.empty()) targets += ",";
    targets += catalog_.resolve(insert->target).to_string();
  }
  return "insert-into_" + targets;
}

ResultTable Session::explain(const ast::Explain& explain) {
  std::vector<const ast::Statement*> statements;
  if (const auto* set = explain.target->as<ast::StatementSet>()) {
    for (const auto& member : set->statements) statements.push_back(member.get());
  } else {
    statements.push_back(explain.target.get());
  }
  return {{"result"}, {{explain_text(statements, explain.details, planner_context())}}};
}

ResultTable Session::show_settings() const {
  ResultTable table{{"key", "value"}, {}};
  for (const auto& [key, value] : settings_.entries().entries()) {
    table.rows.push_back({key, printable_value(nullptr, key, value.text)});
  }
  return table;
}

void Session::override_option(std::string_view table, std::string key, std::string value) {
  overrides_[std::string(table)][std::move(key)] = std::move(value);
}

void Session::apply_overrides(const ObjectPath& path) {
  const auto wanted = overrides_.find(path.object);
  const auto object = catalog_.find(path);
  // A view may hide the table.
  const auto* table = object ? std::get_if<TableDefinition>(object.get()) : nullptr;
  if (wanted == overrides_.end() || !table) return;
  auto changed = *table;
  for (const auto& [key, value] : wanted->second) changed.options.set(key, value);
  catalog_.replace(std::move(changed));
  applied_overrides_.insert(path.object);
}

std::vector<std::string> Session::unused_overrides() const {
  std::vector<std::string> out;
  for (const auto& [table, options] : overrides_) {
    if (!applied_overrides_.contains(table)) out.push_back(table);
  }
  return out;
}

}  // namespace streamsql
