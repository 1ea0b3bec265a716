#include "tools/streamsql/shell.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <fmt/format.h>
#include <spdlog/spdlog.h>
#include <termios.h>
#include <unistd.h>

#include "engine/base/ascii.h"
#include "engine/base/uuid.h"
#include "engine/sql/parser.h"
#include "engine/sql/statement_splitter.h"
#include "tools/streamsql/embedded_run.h"
#include "tools/streamsql/job_checkpoints.h"
#include "tools/streamsql/line_editor.h"
#include "tools/streamsql/memory_budget.h"
#include "tools/streamsql/result_printer.h"
#include "tools/streamsql/script.h"
#include "tools/streamsql/sql_rows.h"
#include "tools/streamsql/status_line.h"

namespace streamsql {
namespace {

constexpr const char* kPrompt = "streamsql> ";
constexpr const char* kContinuation = "         > ";
constexpr int kMaximumDepth = 16;  // of scripts that run scripts

std::optional<std::string> environment_variable(const std::string& name) {
  const char* value = std::getenv(name.c_str());
  return value ? std::optional<std::string>(value) : std::nullopt;
}

VariableSources variable_sources(const std::vector<std::string>& variables) {
  VariableSources sources{{}, environment_variable, read_whole_file};
  for (const auto& text : variables) sources.values.insert(parse_pair(text, "--var"));
  return sources;
}

std::unique_ptr<EmbeddedStore> make_store(const ShellArguments& arguments) {
  if (!arguments.embedded) return nullptr;
  JobArguments job;
  job.file = arguments.file;
  job.fixtures = arguments.fixtures;
  return load_fixtures(job);
}

std::string trimmed(std::string_view text) {
  const auto begin = text.find_first_not_of(" \t\r\n");
  if (begin == std::string_view::npos) return "";
  return std::string(text.substr(begin, text.find_last_not_of(" \t\r\n") - begin + 1));
}

template <typename Node, typename... Others>
constexpr bool is_any_of = (std::is_same_v<Node, Others> || ...);

// Commands of the client may leave their ';' out.
bool is_bare_command(std::string_view text) {
  const auto word = to_upper(trimmed(text));
  return word == "QUIT" || word == "EXIT" || word == "HELP" || word == "CLEAR";
}

}  // namespace

Shell::Shell(const ShellArguments& arguments)
    : arguments_(arguments),
      interactive_(arguments.file.empty() && arguments.statements.empty() && isatty(STDIN_FILENO) &&
                   isatty(STDOUT_FILENO)),
      text_(wants_colours(STDOUT_FILENO)),
      variables_(variable_sources(arguments.variables)),
      store_(make_store(arguments)),
      registries_(make_registries([this](auto text, bool to_stderr) { print(text, to_stderr); },
                                  store_.get())),
      session_(session_environment(*registries_)),
      watch_([this](int) { on_signal(); }),
      jobs_(memory_budget(arguments.memory)) {
  for (const auto& text : arguments.settings) {
    auto [key, value] = parse_pair(text, "-D");
    session_.settings().set(key, std::move(value));
  }
  override_options(session_, arguments.table_options);
}

Shell::~Shell() = default;

int Shell::run() {
  if (!arguments_.init_file.empty()) {
    initializing_ = true;
    run_script(arguments_.init_file, read_whole_file(arguments_.init_file), Echo::No);
    initializing_ = false;
  }
  if (verdict_ == Verdict::Good && !leaving_) {
    if (interactive_) {
      interact();
    } else if (!arguments_.statements.empty()) {
      for (const auto& text : arguments_.statements) run_script("-e", text + "\n;", Echo::No);
    } else if (!arguments_.file.empty() && arguments_.file != "-") {
      run_script(arguments_.file, read_whole_file(arguments_.file), Echo::Yes);
    } else {
      run_script("<stdin>", read_whole_file("-"), Echo::No);
    }
  }
  leave();
  if (verdict_ == Verdict::Refused) return kBadUsage;
  return verdict_ == Verdict::Failed || jobs_.any_failed() ? kJobFailed : kSuccess;
}

// ---- where statements come from

void Shell::interact() {
  editor_ =
      std::make_unique<LineEditor>([this](const std::string& text) { return complete_line(text); });
  History history(history_path());
  for (const auto& statement : history.statements()) editor_->remember(statement);
  std::fputs("streamsql " STREAMSQL_VERSION
             ". HELP; lists the commands, Tab completes, Ctrl-D leaves.\n\n",
             stdout);
  std::string pending, line;
  while (!leaving_) {
    say_ended_jobs();
    switch (editor_->read(pending.empty() ? kPrompt : kContinuation, pending, line)) {
      case LineEditor::Outcome::End: std::fputs("\n", stdout); return;
      case LineEditor::Outcome::Interrupted: pending.clear(); continue;
      case LineEditor::Outcome::Line: break;
    }
    pending += line + "\n";
    if (is_bare_command(pending)) pending.insert(pending.size() - 1, ";");
    const auto whole = trimmed(pending);
    if (!read_statements(pending)) continue;
    if (history.add(whole)) editor_->remember(whole);
    verdict_ = Verdict::Good;  // a mistake of a person has no bearing on the exit code
  }
}

// Executes the statements that are complete and leaves the rest. Whether there was one.
bool Shell::read_statements(std::string& pending) {
  StatementSplitter splitter(pending);
  bool any = false;
  while (const auto piece = splitter.next()) {
    any = true;
    verdict_ = Verdict::Good;
    execute_text("input", pending.substr(piece->begin, piece->end - piece->begin));
    if (leaving_) return true;
    if (verdict_ != Verdict::Good) break;  // what was pasted behind a mistake is not run
  }
  const bool ended = verdict_ != Verdict::Good || splitter.state() == SplitState::Empty;
  pending = ended ? "" : pending.substr(splitter.rest());
  return any;
}

void Shell::run_script(const std::string& name, const std::string& text, Echo echo) {
  StatementSplitter splitter(text);
  std::size_t end = 0;
  const auto run_piece = [&](std::size_t begin, std::size_t piece_end) {
    if (echo == Echo::Yes) {
      print(fmt::format("{}{}\n", kPrompt, trimmed(text.substr(begin, piece_end - begin))), false);
    }
    // Blanks in place of what came before keep lines and columns of the file.
    std::string padded = text.substr(0, begin);
    for (auto& c : padded) c = c == '\n' ? '\n' : ' ';
    execute_text(name, padded + text.substr(begin, piece_end - begin));
    if (echo == Echo::Yes) print("\n", false);
  };
  while (const auto piece = splitter.next()) {
    run_piece(piece->begin, piece->end);
    end = piece->end;
    if (verdict_ != Verdict::Good || leaving_ || interrupted_) return;
  }
  if (splitter.state() != SplitState::Empty) run_piece(std::max(end, splitter.rest()), text.size());
}

void Shell::execute_text(const std::string& name, const std::string& text) {
  const auto source = make_source_text(name, text);
  try {
    current_ = std::make_shared<ExpandedText>(source, variables_);
    keep_out_of_log(current_->secrets());
    for (const auto& statement : parse(current_->text())) execute(statement);
  } catch (const Error& error) {
    complain(error);
  }
}

// ---- what becomes of them

void Shell::execute(const ast::Statement& statement) {
  try {
    if (initializing_) check_initialization(statement);
    if (handle_job_statement(statement)) return;
    show(statement, session_.execute(statement));
  } catch (Error& error) {
    error.mark_text(statement.text);
    throw;
  }
}

// What Flink's client takes from its init file: nothing that runs a job or prints rows.
void Shell::check_initialization(const ast::Statement& statement) const {
  const bool allowed = std::visit(
      [](const auto& node) {
        using Node = std::decay_t<decltype(node)>;
        if constexpr (std::is_same_v<Node, ast::CreateTable>) return node.as_query == nullptr;
        return is_any_of<Node, ast::CreateView, ast::CreateCatalog, ast::CreateDatabase,
                         ast::CreateFunction, ast::AlterTable, ast::AlterView, ast::AlterDatabase,
                         ast::AlterCatalog, ast::Drop, ast::Set, ast::Reset, ast::UseDatabase,
                         ast::UseCatalog, ast::UseModules, ast::LoadModule, ast::UnloadModule,
                         ast::ChangeJar>;
      },
      statement.node);
  if (allowed) return;
  throw Error(ErrorCode::InvalidStatement, "This statement cannot stand in an init file")
      .at(statement.span)
      .hint(
          "an init file holds CREATE, ALTER, DROP, USE, LOAD, UNLOAD, ADD JAR, SET and RESET; "
          "-f runs a file with any statement");
}

void Shell::show(const ast::Statement& statement, StatementResult result) {
  for (const auto& warning : result.warnings) {
    print(text_.warning(current_->secrets().mask(warning)), false);
  }
  if (auto* job = std::get_if<PlannedJob>(&result.value)) {
    give_directory(*job);
    for (const auto& notice : job->notices) print(text_.info(notice), false);
    return job->kind == PlannedJob::Kind::Select ? query(std::move(*job)) : submit(std::move(*job));
  }
  if (const auto* request = std::get_if<ClientRequest>(&result.value)) {
    return handle(request->command);
  }
  if (const auto* table = std::get_if<ResultTable>(&result.value)) {
    return say_table(statement, *table);
  }
  say_done(statement, std::holds_alternative<Collected>(result.value));
}

// A name of its own makes a job go on where it was; every other INSERT is a job of this session.
// With --embedded there is nothing to come back to.
void Shell::give_directory(PlannedJob& job) const {
  if (arguments_.embedded) return;
  const CheckpointArguments arguments;
  JobDirectories(arguments, "shell-" + make_uuid().substr(0, 8), 1).give(job);
}

void Shell::say_done(const ast::Statement& statement, bool collected) {
  std::string_view what = "Execute statement succeeded.";
  if (statement.as<ast::EndStatementSet>())
    what = "No statement in the statement set, skip submit.";
  if (collected) what = "Add SQL update statement to the statement set.";
  if (statement.as<ast::BeginStatementSet>()) what = "Begin a statement set.";
  print(text_.info(what), false);
}

void Shell::say_table(const ast::Statement& statement, const ResultTable& table) {
  print(current_->secrets().mask(result_table_text(table, prints_plain_text(statement))), false);
}

bool Shell::handle_job_statement(const ast::Statement& statement) {
  const auto* show = statement.as<ast::Show>();
  const auto* describe = statement.as<ast::Describe>();
  if (show && show->kind == ast::ShowKind::Jobs) {
    jobs_.running();  // looks at each
    say_table(statement, jobs_.show());
  } else if (describe && describe->kind == ast::DescribeKind::Job) {
    jobs_.running();
    say_table(statement, jobs_.describe(describe->job->value));
  } else if (const auto* stop = statement.as<ast::StopJob>()) {
    if (stop->with_savepoint) {
      throw Error(ErrorCode::UnsupportedSyntax, "STOP JOB … WITH SAVEPOINT is not supported yet")
          .at(statement.span);
    }
    jobs_.stop(stop->id.value);
    print(text_.info("Execute statement succeeded."), false);
  } else {
    return false;
  }
  return true;
}

void Shell::handle(const ast::ClientCommand& command) {
  switch (command.kind) {
    case ast::ClientCommandKind::Help: return print(kShellHelp, false);
    case ast::ClientCommandKind::Clear:
      if (interactive_) print("\x1b[H\x1b[2J\x1b[3J", false);
      return;
    case ast::ClientCommandKind::Quit:
    case ast::ClientCommandKind::Exit: leaving_ = true; return;
    case ast::ClientCommandKind::Source: break;
  }
  if (depth_ == kMaximumDepth) {
    throw Error(ErrorCode::InvalidStatement, "SOURCE: files run each other without end")
        .at(command.file->span);
  }
  ++depth_;
  const auto& file = command.file->value;
  run_script(file, read_whole_file(file), Echo::Yes);
  --depth_;
}

ShellJobs::Render Shell::render() const {
  return [text = current_](const Error& error) { return text->render(error); };
}

std::optional<ResultRows::Mode> Shell::screen_mode() {
  if (!interactive_ || !session_.settings().contains("sql-client.execution.result-mode")) return {};
  const auto mode = session_.settings().word("sql-client.execution.result-mode");
  if (mode == "TABLE") return ResultRows::Mode::Table;
  if (mode == "CHANGELOG") return ResultRows::Mode::Changelog;
  return {};
}

void Shell::query(PlannedJob planned) {
  const auto mode = screen_mode();
  auto& job = mode ? show_screen(std::move(planned), *mode) : show_tableau(std::move(planned));
  if (!job.failed()) return;
  verdict_ = Verdict::Failed;
  print(text_.failure(job.render(*job.outcome->failure)), false);
}

ShellJob& Shell::show_tableau(PlannedJob planned) {
  const auto& settings = session_.settings();
  const ResultStyle style{settings.word("execution.runtime-mode") != "BATCH",
                          static_cast<int>(settings.integer("table.display.max-column-width"))};
  ResultPrinter printer(planned.plan.roots.front()->schema, style, planned.settings.zone);
  std::atomic<std::uint64_t> received = 0;
  const auto collect = [&](const Batch& batch) {
    printer.print(batch);
    received += batch.row_count();
  };
  printer.begin();
  auto& job = jobs_.start(std::move(planned), render(), {collect});
  jobs_.wait(job, true);
  if (job.stopped) {
    if (interactive_) print("\n", false);  // behind the terminal's ^C
    print(fmt::format("Query terminated, received a total of {} {}\n", received.load(),
                      received > 1 ? "rows" : "row"),
          false);
  } else if (!job.failed()) {
    printer.end();
  }
  return job;
}

ShellJob& Shell::show_screen(PlannedJob planned, ResultRows::Mode mode) {
  const auto& settings = session_.settings();
  const auto width = static_cast<int>(settings.integer("table.display.max-column-width"));
  const auto maximum = mode == ResultRows::Mode::Changelog
                           ? 1000
                           : settings.integer("sql-client.execution.max-table-result.rows");
  ResultRows rows(mode, static_cast<std::size_t>(std::max<std::int64_t>(maximum, 1)));
  const auto frame = Tableau::of_types(*planned.plan.roots.front()->schema, width,
                                       mode == ResultRows::Mode::Changelog);
  const auto zone = planned.settings.zone;
  auto& job = jobs_.start(std::move(planned), render(),
                          {[&](const Batch& batch) { rows.add(sql_rows(batch, zone, true)); }});
  show_result_screen(rows, frame, mode,
                     [&] { return job.job->wait_for(std::chrono::milliseconds(0)); });
  const bool running = !job.job->wait_for(std::chrono::milliseconds(0));
  if (running) {
    job.stopped = true;
    job.job->cancel();
  }
  jobs_.wait(job, true);
  if (running) print(text_.info("Result retrieval cancelled."), false);
  return job;
}

void Shell::submit(PlannedJob planned) {
  print(text_.info("Submitting SQL update statement to the cluster..."), false);
  const bool waits = session_.settings().boolean("table.dml-sync");
  auto& job = jobs_.start(std::move(planned), render(), {});
  if (!waits) {
    print(text_.info("SQL update statement has been successfully submitted to the cluster:") +
              fmt::format("Job ID: {}\n\n", job.id),
          false);
    return;
  }
  print(text_.info("Execute statement in sync mode. Please wait for the execution finish..."),
        false);
  jobs_.wait(job, false);
  if (job.failed()) {
    verdict_ = Verdict::Failed;
    return print(text_.failure(job.render(*job.outcome->failure)), false);
  }
  print(text_.info(job.stopped ? "The job has been stopped."
                               : "Complete execution of the SQL update statement."),
        false);
}

void Shell::say_ended_jobs() {
  for (const auto* job : jobs_.take_ended()) {
    const auto text = fmt::format("Job {} ({}) {}.", job->id, job->name, job->status());
    print(job->failed() ? text_.warning(text) : text_.info(text), false);
    if (job->failed()) {
      print(text_.coloured_error(job->render(*job->outcome->failure)) + "\n", false);
    }
  }
}

// A script's jobs run to their end; a person who leaves stops them.
void Shell::leave() {
  const auto running = jobs_.running();
  if (running > 0 && (interactive_ || verdict_ != Verdict::Good || interrupted_)) {
    print(text_.info(fmt::format("Stopping {} running {}: what is in flight is delivered first.",
                                 running, running > 1 ? "jobs" : "job")),
          false);
    jobs_.stop_all();
  }
  jobs_.wait_all();
  say_ended_jobs();
}

void Shell::complain(const Error& error) {
  verdict_ = Verdict::Refused;
  print(text_.failure(current_ ? current_->render(error) : streamsql::render(error)), false);
}

// A Ctrl-C goes to the job in front. Without one it can only come from outside, or end a script.
void Shell::on_signal() {
  if (jobs_.interrupt()) {
    if (!interactive_) interrupted_ = true;
    return;
  }
  if (interrupted_.exchange(true)) _exit(kJobFailed);
  jobs_.stop_all();
  if (interactive_) std::fclose(stdin);  // the editor sees the end of its input
}

void Shell::print(std::string_view text, bool to_stderr) {
  if (to_stderr) return stderr_status().print(std::string(text));
  if (editor_ && editor_->interject(text)) return;
  write_to_stdout(std::string(text));
}

CompletionAnswer Shell::complete_line(const std::string& text) {
  if (!words_) {
    words_ = constant_completion_words(registries_->connectors, registries_->formats);
  }
  words_->tables = tables_with_columns(session_, registries_->connectors);
  return complete(text, *words_);
}

}  // namespace streamsql
