// Shell: statements one after the other, typed by a person or read from a script.
#pragma once

#include <atomic>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "tools/streamsql/completion_words.h"
#include "tools/streamsql/history.h"
#include "tools/streamsql/program.h"
#include "tools/streamsql/registries.h"
#include "tools/streamsql/result_screen.h"
#include "tools/streamsql/shell_jobs.h"
#include "tools/streamsql/shell_text.h"
#include "tools/streamsql/signals.h"
#include "tools/streamsql/variables.h"

namespace streamsql {

class LineEditor;

struct ShellArguments {
  std::string file, init_file;
  std::vector<std::string> statements;     // -e
  std::vector<std::string> variables;      // name=value
  std::vector<std::string> settings;       // key=value
  std::vector<std::string> table_options;  // T.key=value
  std::string memory;
  bool embedded = false;
  std::string fixtures;
  LogSettings log;
};

// One per process, on its thread; signals reach it on another.
class Shell {
 public:
  explicit Shell(const ShellArguments& arguments);
  ~Shell();
  int run();  // the exit code

 private:
  enum class Echo { No, Yes };
  enum class Verdict { Good, Failed, Refused };  // a job failed; a statement was refused

  // ---- where statements come from
  void interact();
  void run_script(const std::string& name, const std::string& text, Echo echo);
  bool read_statements(std::string& pending);
  void execute_text(const std::string& name, const std::string& text);

  // ---- what becomes of them
  void execute(const ast::Statement& statement);
  void check_initialization(const ast::Statement& statement) const;
  void show(const ast::Statement& statement, StatementResult result);
  void say_done(const ast::Statement& statement, bool collected);
  void say_table(const ast::Statement& statement, const ResultTable& table);
  bool handle_job_statement(const ast::Statement& statement);
  void handle(const ast::ClientCommand& command);
  void query(PlannedJob job);
  ShellJob& show_tableau(PlannedJob job);
  ShellJob& show_screen(PlannedJob job, ResultRows::Mode mode);
  void submit(PlannedJob job);
  void give_directory(PlannedJob& job) const;
  void say_ended_jobs();
  void leave();

  std::optional<ResultRows::Mode> screen_mode();
  ShellJobs::Render render() const;
  void complain(const Error& error);
  void on_signal();
  void print(std::string_view text, bool to_stderr);
  CompletionAnswer complete_line(const std::string& text);

  const ShellArguments& arguments_;
  bool interactive_;
  ShellText text_;
  VariableSources variables_;
  std::unique_ptr<EmbeddedStore> store_;  // with --embedded
  std::unique_ptr<Registries> registries_;
  Session session_;
  SignalWatch watch_;
  ShellJobs jobs_;
  std::unique_ptr<LineEditor> editor_;
  std::optional<CompletionWords> words_;
  std::shared_ptr<const ExpandedText> current_;  // of the statement at work
  Verdict verdict_ = Verdict::Good;
  int depth_ = 0;              // of SOURCE
  bool initializing_ = false;  // the statements of --init are at work
  bool leaving_ = false;
  std::atomic<bool> interrupted_ = false;
};

}  // namespace streamsql
