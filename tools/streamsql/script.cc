#include "tools/streamsql/script.h"

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fmt/format.h>
#include <fstream>
#include <iostream>
#include <iterator>

#include "engine/base/secret_text.h"
#include "engine/sql/parser.h"

namespace streamsql {
namespace {

std::optional<std::string> environment_variable(const std::string& name) {
  const char* value = std::getenv(name.c_str());
  return value ? std::optional<std::string>(value) : std::nullopt;
}

VariableSources variable_sources(const JobArguments& arguments) {
  VariableSources sources{{}, environment_variable, read_whole_file};
  for (const auto& text : arguments.variables) sources.values.insert(parse_pair(text, "--var"));
  return sources;
}

SourceTextPtr load(const std::string& file) {
  return make_source_text(file == "-" ? "<stdin>" : file, read_whole_file(file));
}

}  // namespace

std::pair<std::string, std::string> parse_pair(const std::string& text, const std::string& option) {
  const auto equals = text.find('=');
  if (equals != std::string::npos && equals > 0) {
    return {text.substr(0, equals), text.substr(equals + 1)};
  }
  throw Error(ErrorCode::InvalidArgument, fmt::format("{} {}: expected NAME=VALUE", option, text));
}

std::string read_whole_file(const std::string& path) {
  if (path == "-") return {std::istreambuf_iterator<char>(std::cin), {}};
  if (std::filesystem::is_directory(path)) {
    throw Error(ErrorCode::FileSystemFault,
                fmt::format("Cannot read '{}': it is a directory", path));
  }
  errno = 0;
  std::ifstream file(path, std::ios::binary);
  std::string text{std::istreambuf_iterator<char>(file), {}};
  if (file && !file.bad()) return text;
  throw Error(
      ErrorCode::FileSystemFault,
      fmt::format("Cannot read '{}': {}", path, errno ? std::strerror(errno) : "it is not a file"));
}

void override_options(Session& session, const std::vector<std::string>& table_options) {
  for (const auto& text : table_options) {
    auto [name, value] = parse_pair(text, "--table-option");
    const auto dot = name.find('.');
    if (dot == std::string::npos || dot == 0 || dot + 1 == name.size()) {
      throw Error(ErrorCode::InvalidArgument,
                  fmt::format("--table-option {}: '{}' names no option of a table", text, name))
          .hint("write --table-option TABLE.KEY=VALUE");
    }
    session.override_option(name.substr(0, dot), name.substr(dot + 1), value);
  }
}

bool prints_plain_text(const ast::Statement& statement) {
  if (statement.as<ast::Explain>()) return true;
  const auto* show = statement.as<ast::Show>();
  return show &&
         (show->kind == ast::ShowKind::CreateTable || show->kind == ast::ShowKind::CreateView ||
          show->kind == ast::ShowKind::CreateCatalog);
}

Script::Script(const JobArguments& arguments, const SessionEnvironment& environment)
    : text_(load(arguments.file), variable_sources(arguments)), session_(environment) {
  const auto sources = variable_sources(arguments);
  Secrets secrets;
  for (const auto& text : arguments.settings) {
    auto [key, value] = parse_pair(expand_argument(text, sources, secrets), "-D");
    session_.settings().set(key, std::move(value));
  }
  std::vector<std::string> options;
  for (const auto& text : arguments.table_options) {
    options.push_back(expand_argument(text, sources, secrets));
  }
  text_.add_secrets(secrets);
  override_options(session_, options);
}

// QUIT and EXIT. Other commands of the shell mean nothing in a script, but SOURCE would.
static bool ends_script(const ast::Statement& statement) {
  const auto* command = statement.as<ast::ClientCommand>();
  if (!command) return false;
  if (command->kind == ast::ClientCommandKind::Source) {
    throw Error(ErrorCode::UnsupportedSyntax, "SOURCE is not supported in a script yet")
        .at(statement.span)
        .in(statement.text);
  }
  return command->kind == ast::ClientCommandKind::Quit ||
         command->kind == ast::ClientCommandKind::Exit;
}

std::vector<Step> Script::plan(const Say& warn, const Say& echo) {
  std::vector<Step> steps;
  for (const auto& statement : parse(text_.text())) {
    if (ends_script(statement)) break;
    if (echo) {
      const auto written = text_.original()->text(text_.original_span(statement.span));
      echo(hide_secrets(std::string(written)));
    }
    execute(statement, steps, warn);
  }
  if (session_.in_statement_set()) {
    throw Error(ErrorCode::InvalidStatement, "The statement set is not ended")
        .hint("write END; behind its last INSERT");
  }
  return steps;
}

void Script::execute(const ast::Statement& statement, std::vector<Step>& steps, const Say& warn) {
  try {
    auto result = session_.execute(statement);
    const auto place = text_.original()->line_column(text_.original_span(statement.span).begin);
    for (const auto& warning : result.warnings) {
      warn(fmt::format("{}:{}: {}", text_.original()->name(), place.line,
                       text_.secrets().mask(warning)));
    }
    add_step(statement, std::move(result), steps);
  } catch (Error& error) {
    error.mark(statement.span);
    error.mark_text(statement.text);
    throw;
  }
}

void Script::add_step(const ast::Statement& statement, StatementResult result,
                      std::vector<Step>& steps) {
  if (auto* table = std::get_if<ResultTable>(&result.value)) {
    steps.push_back({TableStep{std::move(*table), prints_plain_text(statement)}, statement});
  }
  auto* job = std::get_if<PlannedJob>(&result.value);
  if (!job) return;
  const auto& settings = session_.settings();
  JobStep step;
  step.wait = job->kind == PlannedJob::Kind::Select || settings.boolean("table.dml-sync");
  step.job = std::move(*job);
  step.style.streaming = settings.word("execution.runtime-mode") != "BATCH";
  step.style.max_column_width =
      static_cast<int>(settings.integer("table.display.max-column-width"));
  step.alerts = AlertThresholds::of(settings);
  steps.push_back({std::move(step), statement});
}

void Script::check_table_options() const {
  const auto unused = session_.unused_overrides();
  if (unused.empty()) return;
  throw Error(ErrorCode::UnknownTable,
              fmt::format("--table-option names a table '{}' that the script does not declare",
                          unused.front()));
}

}  // namespace streamsql
