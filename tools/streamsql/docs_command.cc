// streamsql docs: prints or writes the reference pages.
#include <CLI/CLI.hpp>
#include <filesystem>
#include <fmt/format.h>
#include <fstream>

#include "engine/base/error.h"
#include "tools/streamsql/program.h"
#include "tools/streamsql/reference_pages.h"
#include "tools/streamsql/registries.h"
#include "tools/streamsql/result_printer.h"

namespace streamsql {
namespace {

struct DocsArguments {
  std::string page, out;
};

void write_page(const std::filesystem::path& path, const std::string& text) {
  std::error_code ignored;
  std::filesystem::create_directories(path.parent_path(), ignored);
  std::ofstream file(path, std::ios::binary);
  if (file << text) return;
  throw Error(ErrorCode::FileSystemFault, fmt::format("Cannot write '{}'", path.string()));
}

int docs(const DocsArguments& arguments) {
  const auto registries = make_registries(standard_print_output());
  for (const auto& page :
       reference_pages(registries->connectors, registries->formats, builtin_functions())) {
    if (!arguments.out.empty()) {
      write_page(std::filesystem::path(arguments.out) / page.path, page.text);
    } else if (arguments.page.empty() || arguments.page == page.name) {
      write_to_stdout(page.text);
    }
  }
  return kSuccess;
}

constexpr const char* kFooter = R"(
The pages are made from the tables that validate the options and resolve the functions, so they
cannot say anything else than what the binary does.

Examples:
  streamsql docs connectors | less
  streamsql docs --out .            writes connectors/README.md, engine/function/README.md and
                                    engine/base/SETTINGS.md, as the project keeps them)";

}  // namespace

void add_docs_command(CLI::App& app, Program& program) {
  auto arguments = std::make_shared<DocsArguments>();
  auto* command =
      app.add_subcommand("docs", "Prints the reference pages: connectors, functions, settings");
  auto* page = command->add_option("PAGE", arguments->page, "connectors, functions or settings")
                   ->type_name("")
                   ->check(CLI::IsMember({"connectors", "functions", "settings"}));
  command->add_option("--out", arguments->out, "Writes all pages below a directory")
      ->type_name("DIR")
      ->excludes(page);
  command->footer(kFooter);
  command->callback(
      [arguments, &program] { program.chosen = [arguments] { return docs(*arguments); }; });
}

}  // namespace streamsql
